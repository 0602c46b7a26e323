import type { Tx } from '#lib/db/client';
import type { NewDataKey } from '#vault/keys/sealed-record';
import type { VaultContext } from '#vault/runtime/context';
import type { Exchange } from './exchange';
import { type HeldTokens, putTokens } from './exchange-tokens';
import { unsettleRivals } from './unsettle-rivals';

/**
 * What Wise gave to an exchange that had ended meanwhile: its refresh token is sealed into the row, from where
 * `endExchangeGrant` ends the grant at Wise, also when this process dies now. May be repeated.
 */
export async function leaveToEnd(
  tx: Tx,
  ctx: Pick<VaultContext, 'deadlines'>,
  exchange: Exchange,
  dataKey: NewDataKey,
  tokens: HeldTokens,
): Promise<void> {
  // The kill window counts from here.
  const changed = await tx.$executeRaw`
    UPDATE public.exchanges SET finished_at = now(), worker_until = NULL, open_leases = 0
    WHERE attempt_id = ${exchange.attemptId}::uuid AND state IN ('refused', 'failed', 'interrupted')`;
  if (changed === 0) return;
  await putTokens(tx, exchange, dataKey, tokens, 'refresh');
  await unsettleRivals(tx, ctx, exchange, undefined);
}
