import { appendAudit } from '#lib/audit/append';
import type { Tx } from '#lib/db/client';
import { markLostAtWise } from '#vault/connections/connection-row';
import { addNotice } from '#vault/connections/notices';
import type { VaultContext } from '#vault/runtime/context';
import { retryWrite } from '#vault/runtime/retry-write';
import { type Lease, LeaseLostError } from './lease';

/**
 * Wise said the grant is over: in one transaction, and only while the refused token is still the stored
 * one (WHERE epoch = mine: the loser of a race must not end the healthy connection of whoever was first), the connection
 * becomes `needs_reconnect`, tokens and data key are erased, and the audit row and the notice are written.
 */
export async function markNeedsReconnect(ctx: VaultContext, lease: Lease): Promise<'marked' | 'fenced'> {
  return retryWrite(ctx, 'grant-needs-reconnect', async () => {
    try {
      await ctx.database.db.$transaction((tx) => markIn(tx, lease), { maxWait: 5_000, timeout: 10_000 });
      return 'marked';
    } catch (error) {
      if (error instanceof LeaseLostError) return 'fenced';
      throw error;
    }
  });
}

async function markIn(tx: Tx, lease: Lease): Promise<void> {
  const { connectionId, environment, customerId } = lease;
  const isMarked = await markLostAtWise(tx, connectionId);
  const erased = await tx.$executeRaw`
    DELETE FROM vault.grants
    WHERE connection_id = ${connectionId}::uuid AND epoch = ${lease.epoch} AND state = 'refreshing'`;
  if (!isMarked || erased !== 1) throw new LeaseLostError();
  await appendAudit(tx, {
    action: 'connection.lost',
    actor: { kind: 'system', id: 'vault' },
    connectionId,
    environment,
    detail: { reason: 'lost_at_wise' },
  });
  await addNotice(tx, { customerId, connectionId, kind: 'needs_reconnect' });
}
