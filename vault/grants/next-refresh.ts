import { jittered } from '#vault/keys/random';
import type { Deadlines } from '#vault/runtime/deadlines';

/** The latest routine refresh, as a share of the token's life: what is left is for the lag after an outage. */
const LATEST_SHARE = 0.9;
/** A token that lives shorter is refreshed when somebody wants it: all of them all the time would use up Wise's rate. */
const SHORTEST_MS = 5 * 60_000;

/**
 * Milliseconds from a refresh to the next routine one: REFRESH_INTERVAL_HOURS, moved by at most ± `refreshJitter` of
 * itself, and never later than nine tenths of the token's life. So what was connected or refreshed together comes due
 * over a fifth of the interval, not in one second (decision 062).
 *
 * @param lifeMs the whole life that Wise gave the access token.
 */
export function nextRefreshMs(
  { deadlines }: { deadlines: Pick<Deadlines, 'refreshIntervalMs' | 'refreshJitter'> },
  lifeMs: number,
): number {
  const { refreshIntervalMs, refreshJitter } = deadlines;
  const safeMs = (LATEST_SHARE * lifeMs) / (1 + refreshJitter);
  return jittered(Math.min(refreshIntervalMs, Math.max(SHORTEST_MS, safeMs)), refreshJitter);
}

/**
 * A customer's grants in an environment that go first; all others of theirs share the other queue with those of all
 * customers who have more than this. Ten times as many as anybody connects by hand.
 */
export const FIRST_OF_CUSTOMER = 16;

/** The queue of a grant `g` (SQL): the lower ids go first, so that it is the same ones at every refresh. */
export const REFRESH_QUEUE = `CASE WHEN (SELECT count(*) FROM (
    SELECT 1 FROM vault.grants AS o
    WHERE o.customer_id = g.customer_id AND o.environment = g.environment AND o.id < g.id LIMIT ${FIRST_OF_CUSTOMER}
  ) AS before) = ${FIRST_OF_CUSTOMER} THEN 2 ELSE 1 END`;
