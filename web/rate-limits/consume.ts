import { AppError } from '#lib/errors/app-error';
import { keyedHash } from '#lib/hash/tokens';
import type { WebDb } from '#web/db/web-db';
import type { WebEnv } from '#web/env/web-env';

/** What one network, or one remembered device, may do within `minutes`: far more than people do, far less than a program. */
export const RATE_LIMITS = {
  /** Beginning a sign-in at an OpenID provider, or using an emailed link. */
  'sign-in': { uses: 120, minutes: 10 },
  /** Coming back from an OpenID provider. */
  'sign-in callback': { uses: 240, minutes: 10 },
  /** Email links, whoever they are for. */
  mail: { uses: 60, minutes: 10 },
  /** Email links for one address: nobody's mailbox is flooded from one place. */
  'mail to one address': { uses: 10, minutes: 10 },
  /** Email links that browsers ask for in which the address has signed in before. */
  'mail from remembered devices': { uses: 10, minutes: 10 },
  /** Trying mailed codes in one browser. Longer than a code lives: it is tried in two windows at most. */
  'sign-in code': { uses: 5, minutes: 20 },
  /** Codes for one address, whoever asks; past it a message has its link alone. */
  'sign-in codes for one address': { uses: 10, minutes: 24 * 60 },
  /** Starting an attempt. */
  connect: { uses: 120, minutes: 10 },
  /** Opening Wise's page of a review, by one customer: each asks Wise and leaves a row in the audit trail. */
  'verification page': { uses: 20, minutes: 10 },
  /** Coming back from Wise. */
  'connect callback': { uses: 240, minutes: 10 },
} as const;

export type RateLimit = keyof typeof RATE_LIMITS;

type Means = { db: WebDb; env: Pick<WebEnv, 'NEXTAUTH_SECRET'> };

/** Windows that are over and may be swept with each new one: the table stays as small as its traffic. */
const SWEPT_AT_ONCE = 20;

/**
 * Counts one use against a limit that all web processes share. Who uses it is kept as a keyed hash, for as long as the
 * window lasts.
 *
 * @param who a network, or whatever else the limit is for; undefined when clients cannot be told apart, and then
 *   nobody is held back: a limit over all of them would let one lock out the others.
 * @throws AppError TOO_MANY_REQUESTS with the seconds until the window ends.
 */
export async function consumeRateLimit(
  { db, env }: Means,
  limit: RateLimit,
  who: string | undefined,
): Promise<void> {
  if (who === undefined) return;
  const { uses, minutes } = RATE_LIMITS[limit];
  const key = `${limit}:${keyedHash(env.NEXTAUTH_SECRET, 'budget', `${limit}\n${who}`)}`;
  const rows = await db.$queryRaw<{ used: number; secondsLeft: number }[]>`
    INSERT INTO public.request_budgets AS budget (key, used, ends_at)
    VALUES (${key}, 1, now() + make_interval(mins => ${minutes}::int))
    ON CONFLICT (key) DO UPDATE SET
      used = CASE WHEN budget.ends_at <= now() THEN 1 ELSE LEAST(budget.used + 1, 1000000) END,
      ends_at = CASE WHEN budget.ends_at <= now() THEN excluded.ends_at ELSE budget.ends_at END
    RETURNING used, ceil(extract(epoch FROM ends_at - now()))::int AS "secondsLeft"`;
  const { used, secondsLeft } = rows[0] ?? { used: 0, secondsLeft: 0 };
  if (used === 1) await sweep(db);
  if (used > uses) {
    throw new AppError('TOO_MANY_REQUESTS', {
      log: `the rate limit "${limit}" is used up`,
      retryAfterSeconds: Math.max(1, secondsLeft),
    });
  }
}

async function sweep(db: WebDb): Promise<void> {
  await db.$executeRaw`
    DELETE FROM public.request_budgets WHERE key IN (
      SELECT key FROM public.request_budgets WHERE ends_at < now() - interval '1 minute'
       ORDER BY ends_at LIMIT ${SWEPT_AT_ONCE}::int FOR UPDATE SKIP LOCKED)`;
}
