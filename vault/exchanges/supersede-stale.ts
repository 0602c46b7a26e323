import type { VaultContext } from '#vault/runtime/context';
import type { Exchange } from './exchange';
import { finishExchange } from './finish-exchange';

/**
 * Ends an exchange of this customer and environment whose checks nobody at Wise has answered for so long that the
 * customer came back with a new one. What Wise gave to it is ended, as for any exchange without a connection.
 *
 * @returns true when there is room for the new one.
 */
export async function supersedeStale(ctx: VaultContext, newer: Exchange): Promise<boolean> {
  const stale = await ctx.database.db.$queryRaw<Exchange[]>`
    SELECT attempt_id AS "attemptId", customer_id AS "customerId", environment::text AS environment,
      client_id AS "clientId", profile_id AS "profileId"
    FROM public.exchanges
    WHERE customer_id = ${newer.customerId}::uuid AND environment = ${newer.environment}::public.environment
      AND state = 'received'
      AND received_at < now() - ${ctx.deadlines.supersedeAfterMs}::float8 * interval '1 millisecond'`;
  for (const exchange of stale) {
    const ending = { state: 'failed', reason: 'wise_unavailable' } as const;
    await finishExchange(ctx, exchange, ending, { from: 'received' });
  }
  return stale.length > 0;
}
