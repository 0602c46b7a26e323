import type { VaultContext } from '#vault/runtime/context';
import type { Lease } from './claim-lease';

/**
 * True when the holder of this lease has left the row in that state: a write whose confirmation was lost did happen.
 * Nobody else can have written it, because everybody else raises the epoch first.
 */
export async function isLeft(
  ctx: VaultContext,
  lease: Lease,
  state: 'settled' | 'uncertain',
): Promise<boolean> {
  const { rows } = await ctx.database.pool.query({
    name: 'grant-is-left',
    text: `
      SELECT 1 FROM vault.grants
      WHERE connection_id = $1::uuid AND epoch = $2 AND state = $3::vault.grant_state`,
    values: [lease.connectionId, lease.epoch, state],
  });
  return rows.length > 0;
}
