import { sha256Hex } from '#lib/hash/sha256';
import { isToken } from '#lib/hash/tokens';
import { SESSION_LIMITS, SESSION_SQL } from '#lib/sessions/session';
import { readCookie } from '#web/http/cookies';
import type { SignInRequest } from './answer';

/**
 * Why the session of this browser's cookie is over: nothing was asked for too long, its time was up, or it was ended
 * elsewhere (signed out in another window, let go of, or deleted since).
 */
export type EndedSession = { why: 'idle' | 'too_long'; minutes: number } | { why: 'ended' };

/** Why a browser that shows a session's cookie is signed in no more; undefined when it shows none. */
export async function endedSession(request: SignInRequest): Promise<EndedSession | undefined> {
  const { db, env, audience, headers } = request;
  const token = readCookie(headers, env, `cw-${audience}`);
  if (!isToken(token)) return undefined;
  const { idleMinutes, absoluteMinutes } = SESSION_LIMITS[audience];
  const rows = await db.$queryRaw<{ isIdle: boolean; isOver: boolean }[]>`
    SELECT last_seen_at + make_interval(mins => ${idleMinutes}::int) <= LEAST(now(), expires) AS "isIdle",
           expires <= now() AS "isOver"
      FROM ${SESSION_SQL[audience].sessions} WHERE token_hash = ${sha256Hex(token)}`;
  if (rows[0]?.isIdle === true) return { why: 'idle', minutes: idleMinutes };
  if (rows[0]?.isOver === true) return { why: 'too_long', minutes: absoluteMinutes };
  return { why: 'ended' };
}
