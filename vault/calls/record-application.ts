import { APPLICATION_IDS } from '#lib/contract/connections';
import type { Environment } from '#lib/env/wise';
import { refuseIfHeld } from '#vault/holds/in-force';
import type { VaultContext } from '#vault/runtime/context';
import type { Caller } from './call-connection';

/**
 * Records that a token of our own client is handed out, or used for a call; it may leave when this returns (promise 11). Wise and
 * the record took their time, so a hold that somebody was told of meanwhile counts.
 *
 * @throws AppError ACCESS_ON_HOLD
 */
export async function recordApplication(
  ctx: VaultContext,
  environment: Environment,
  purpose: 'application-token' | 'application-call',
  { apiKey, requestId, network }: Caller,
): Promise<void> {
  const use = { purpose, apiKeyId: apiKey.id, requestId, network };
  await ctx.recordAccess({ ...use, connectionId: APPLICATION_IDS[environment], version: null });
  await refuseIfHeld(ctx.database.pool, environment);
}
