import 'server-only';
import type { ConsentClaim } from '#lib/contract/internal-api';
import { Secret } from '#lib/log/secret';
import { findPartnerSession, type PartnerSession } from '#lib/sessions/partner-session';
import { webDb } from '#web/db/web-db';
import { webEnv } from '#web/env/web-env';
import { readCookie } from '#web/http/cookies';

type HeaderReader = { get(name: string): string | null };

/** The connect or portal session that this browser opened, by its own cookie: no sign-in, and nothing of the customer is shown for it. */
export async function currentPartnerSession(headers: HeaderReader): Promise<PartnerSession | undefined> {
  return findPartnerSession(webDb(), readCookie(headers, webEnv(), 'cw-partner'));
}

/** What the vault is given instead of a name (design 4.1). */
export function partnerClaim(headers: HeaderReader): ConsentClaim {
  return { audience: 'partner', token: new Secret(readCookie(headers, webEnv(), 'cw-partner') ?? '') };
}
