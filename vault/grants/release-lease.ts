import { jittered } from '#vault/keys/random';
import type { VaultContext } from '#vault/runtime/context';
import type { Lease } from './claim-lease';
import { tryWriting } from './try-writing';

/**
 * Gives the lease back after a call that did not act at Wise (or was not made). A row that was settled is
 * settled again with its old token; one that was uncertain still is: this call answered nothing.
 *
 * @param options.isProved Wise has just said whose the stored access token is: the row is settled in any case.
 * @returns the pause until the row may be tried again.
 */
export async function releaseLease(
  ctx: VaultContext,
  lease: Lease,
  options: { pauseMs?: number; isFailure?: boolean; isProved?: boolean } = {},
): Promise<{ retryAfterSeconds: number }> {
  const { pauseMs = backOffMs(ctx, lease.failures), isFailure = true, isProved = false } = options;
  await tryWriting(ctx, 'grant-release', () =>
    ctx.database.pool.query({
      name: 'grant-release',
      text: `
        UPDATE vault.grants SET
          state = CASE WHEN $5::boolean OR uncertain_until IS NULL THEN 'settled' ELSE 'uncertain' END::vault.grant_state,
          uncertain_until = CASE WHEN $5::boolean OR uncertain_until IS NULL THEN NULL
            ELSE now() + $3::float8 * interval '1 millisecond' END,
          refresh_sent_at = CASE WHEN $5::boolean OR uncertain_until IS NULL THEN NULL ELSE refresh_sent_at END,
          refusals = CASE WHEN $5::boolean THEN 0 ELSE refusals END,
          next_refresh_at = now() + $3::float8 * interval '1 millisecond',
          failures = failures + $4::boolean::int, lease_owner = NULL, lease_expires_at = NULL
        WHERE connection_id = $1::uuid AND epoch = $2 AND state = 'refreshing'`,
      values: [lease.connectionId, lease.epoch, pauseMs, isFailure, isProved],
    }),
  );
  return { retryAfterSeconds: Math.max(1, Math.ceil(pauseMs / 1000)) };
}

/** Doubling from the first pause to the longest, spread so that rows do not come back together. */
export function backOffMs(ctx: Pick<VaultContext, 'deadlines'>, failures: number): number {
  const { backOffMs: first, backOffMaxMs: longest } = ctx.deadlines;
  return jittered(Math.min(longest, first * 2 ** Math.min(failures, 20)), 0.2);
}
