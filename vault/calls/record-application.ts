import { applicationId } from '#lib/contract/application-id';
import type { APPLICATION_PURPOSES } from '#lib/contract/connections';
import { refuseIfHeld } from '#vault/holds/in-force';
import type { VaultContext } from '#vault/runtime/context';
import type { MadeBy } from '#vault/wise/clients';
import type { Caller } from './call-connection';

/**
 * Records that a token of our own client is handed out, or used for a call; it may leave when this returns (promise 11). Wise and
 * the record took their time, so a hold that somebody was told of meanwhile counts.
 *
 * @throws AppError ACCESS_ON_HOLD
 */
export async function recordApplication(
  ctx: VaultContext,
  { environment, clientId }: MadeBy,
  purpose: (typeof APPLICATION_PURPOSES)[number],
  { apiKey, requestId, network }: Caller,
): Promise<void> {
  const use = { purpose, apiKeyId: apiKey.id, requestId, network };
  await ctx.recordAccess({ ...use, connectionId: applicationId(environment, clientId), version: null });
  await refuseIfHeld(ctx.database.pool, environment);
}
