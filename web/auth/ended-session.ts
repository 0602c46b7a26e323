import { Prisma } from '#lib/db/generated/client';
import { isToken, sha256Hex } from '#lib/hash/tokens';
import { CUSTOMER_SESSION } from '#lib/sessions/customer-session-limits';
import { STAFF_SESSION } from '#lib/sessions/staff-session-limits';
import { readCookie } from '#web/http/cookies';
import type { Audience } from '#web/http/return-path';
import type { SignInRequest } from './answer';

/**
 * Why the session of this browser's cookie is over: nothing was asked for too long, its time was up, or it was ended
 * elsewhere (signed out in another window, let go of, or deleted since).
 */
export type EndedSession = { why: 'idle' | 'too_long'; minutes: number } | { why: 'ended' };

const TABLES: Record<Audience, Prisma.Sql> = {
  customer: Prisma.sql`public.customer_sessions`,
  staff: Prisma.sql`public.staff_sessions`,
};

const LIMITS = { customer: CUSTOMER_SESSION, staff: STAFF_SESSION };

/** Why a browser that shows a session's cookie is signed in no more; undefined when it shows none. */
export async function endedSession(request: SignInRequest): Promise<EndedSession | undefined> {
  const { db, env, audience, headers } = request;
  const token = readCookie(headers, env, `cw-${audience}`);
  if (!isToken(token)) return undefined;
  const { idleMinutes, absoluteMinutes } = LIMITS[audience];
  const rows = await db.$queryRaw<{ isIdle: boolean; isOver: boolean }[]>`
    SELECT last_seen_at + make_interval(mins => ${idleMinutes}::int) <= LEAST(now(), expires) AS "isIdle",
           expires <= now() AS "isOver"
      FROM ${TABLES[audience]} WHERE token_hash = ${sha256Hex(token)}`;
  if (rows[0]?.isIdle === true) return { why: 'idle', minutes: idleMinutes };
  if (rows[0]?.isOver === true) return { why: 'too_long', minutes: absoluteMinutes };
  return { why: 'ended' };
}
