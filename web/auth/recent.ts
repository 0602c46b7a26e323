import type { Audience } from '#lib/contract/people';
import { SESSION_LIMITS } from '#lib/sessions/session';
import type { WebDb } from '#web/db/web-db';
import { LOGIN_TRANSACTION_SECONDS } from './login-transaction';

/** How long ago, in seconds, a person may have proved who they are for what wants a recent sign-in. */
export function recentSeconds(audience: Audience): number {
  return SESSION_LIMITS[audience].recentMinutes * 60;
}

/**
 * Whether an OpenID provider kept to `max_age` (OpenID Connect Core §3.1.3.7, 13). It looked when the sign-in began
 * there, so the time of a whole sign-in may have passed since.
 */
export async function isFresh(db: WebDb, audience: Audience, authTime: Date | undefined): Promise<boolean> {
  if (authTime === undefined) return false;
  const seconds = recentSeconds(audience) + LOGIN_TRANSACTION_SECONDS;
  const rows = await db.$queryRaw<{ isFresh: boolean }[]>`
    SELECT ${authTime}::timestamptz > now() - make_interval(secs => ${seconds}::int) AS "isFresh"`;
  return rows[0]?.isFresh === true;
}
