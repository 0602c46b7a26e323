import 'server-only';
import type { SessionClaim } from '#lib/contract/internal-api';
import type { Audience } from '#lib/contract/people';
import { sha256Hex } from '#lib/hash/sha256';
import { isToken } from '#lib/hash/tokens';
import { Secret } from '#lib/log/secret';
import { findSession, type SessionOf } from '#lib/sessions/session';
import { type WebDb, webDb } from '#web/db/web-db';
import { webEnv } from '#web/env/web-env';
import { readCookie } from '#web/http/cookies';
import { touchSession } from './sessions';

type HeaderReader = { get(name: string): string | null };

/** Who is signed in, by the cookie of one audience. Counts as activity. */
export async function currentSession<Of extends Audience>(
  headers: HeaderReader,
  audience: Of,
): Promise<SessionOf[Of] | undefined> {
  const db = webDb();
  const session = await findSession(db, audience, readCookie(headers, webEnv(), `cw-${audience}`));
  if (session !== undefined) await touchSession(db, audience, session.sessionId);
  return session;
}

/**
 * Whose session the browser had until it ended by its idle limit. It signs nobody in: what somebody typed meanwhile is kept by it,
 * in their own browser.
 */
export async function findIdleStaff(
  db: Pick<WebDb, '$queryRaw'>,
  headers: HeaderReader,
): Promise<{ sessionId: string; staffId: string } | undefined> {
  const token = readCookie(headers, webEnv(), 'cw-staff');
  if (!isToken(token)) return undefined;
  const [row] = await db.$queryRaw<{ sessionId: string; staffId: string }[]>`
    SELECT id AS "sessionId", staff_id AS "staffId" FROM public.staff_sessions
    WHERE token_hash = ${sha256Hex(token)} AND expires > now()`;
  return row;
}

/** What the vault is given instead of a name: the raw session token, by which it looks the person up itself (design 4.1). */
export function sessionClaim(headers: HeaderReader, audience: Audience): SessionClaim {
  return { audience, token: new Secret(readCookie(headers, webEnv(), `cw-${audience}`) ?? '') };
}
