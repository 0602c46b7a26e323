import type { VaultContext } from '#vault/runtime/context';
import type { Lease } from './claim-lease';
import { isLeft } from './is-left';
import { tryWriting } from './try-writing';

/** Pauses double while Wise keeps not answering, up to this many times the first one. */
const LONGEST_PAUSE_FACTOR = 4;

/**
 * An answer may have been lost: nothing is vended for the row until, after a pause longer than a late
 * answer can take, another refresh settles it (design 4.4). `fenced`: the row is not ours any more.
 *
 * @param call.mayStillActMs for how long a request without an answer may still act at Wise; none after an answer.
 * @param call.isRefusal the answer was a refusal that is not believed yet.
 * @param call.leastPauseMs asking sooner would be of no use.
 */
export async function markUncertain(
  ctx: VaultContext,
  lease: Lease,
  call: { mayStillActMs?: number; isRefusal?: boolean; leastPauseMs?: number } = {},
): Promise<{ written: 'marked' | 'fenced'; retryAfterSeconds: number }> {
  const { mayStillActMs = 0, isRefusal = false, leastPauseMs = 0 } = call;
  const backOffMs =
    ctx.deadlines.uncertainPauseMs * Math.min(LONGEST_PAUSE_FACTOR, 2 ** Math.min(lease.failures, 10));
  const pauseMs = Math.max(backOffMs, mayStillActMs, leastPauseMs);
  const isMarked = await tryWriting(ctx, 'grant-uncertain', async () => {
    const { rowCount } = await ctx.database.pool.query({
      name: 'grant-uncertain',
      text: `
        UPDATE vault.grants SET state = 'uncertain', failures = failures + 1, refusals = refusals + $4::boolean::int,
          uncertain_until = now() + $3::float8 * interval '1 millisecond',
          next_refresh_at = now() + $3::float8 * interval '1 millisecond',
          lease_owner = NULL, lease_expires_at = NULL
        WHERE connection_id = $1::uuid AND epoch = $2 AND state = 'refreshing'`,
      values: [lease.connectionId, lease.epoch, pauseMs, isRefusal],
    });
    return rowCount === 1 || isLeft(ctx, lease, 'uncertain');
  });
  return {
    written: isMarked ? 'marked' : 'fenced',
    retryAfterSeconds: Math.max(1, Math.ceil(pauseMs / 1000)),
  };
}
