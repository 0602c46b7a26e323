import 'server-only';
import { z } from 'zod';
import type { WebEnv } from '#web/env/web-env';
import { clearCookie, type DraftCookie } from '#web/http/cookies';
import { keepDraft as keep, readDraft as read } from '#web/http/form-draft';

/** Who wrote a reason, and for which connection: nobody else's form is filled with it. */
type Draft = { staffId: string; connectionId: string; reason: string };

type CookieEnv = Pick<WebEnv, 'APP_URL'>;
type HeaderReader = { get(name: string): string | null };

/** As long as a sign-in may take. */
const KEPT_SECONDS = 15 * 60;

const schema = z.object({ staffId: z.string(), connectionId: z.string(), reason: z.string().max(2_000) });

const base = (connectionId: string): DraftCookie =>
  `cw-draft-disconnect-${connectionId.replace(/[^0-9a-z]/gi, '').slice(0, 12)}`;

/** Keeps a typed reason in the browser while its form is refused or its writer signs in again. */
export function keepDraft(env: CookieEnv, headers: HeaderReader, draft: Draft): string[] {
  return keep(env, headers, base(draft.connectionId), { value: draft, seconds: KEPT_SECONDS });
}

export function forgetDraft(env: CookieEnv, connectionId: string): string {
  return clearCookie(env, base(connectionId));
}

/** The reason that this person wrote for this connection a moment ago, or undefined. */
export function readDraft(
  headers: HeaderReader,
  env: CookieEnv,
  wanted: Omit<Draft, 'reason'>,
): string | undefined {
  const kept = schema.safeParse(read(env, headers, base(wanted.connectionId)));
  const isTheirs = kept.data?.staffId === wanted.staffId && kept.data.connectionId === wanted.connectionId;
  return isTheirs ? kept.data?.reason : undefined;
}
