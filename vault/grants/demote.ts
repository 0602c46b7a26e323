import { appendAudit } from '#lib/audit/append';
import type { Tx } from '#lib/db/client';
import type { VaultContext } from '#vault/runtime/context';
import type { Lease } from './claim-lease';
import { tryWriting } from './try-writing';

class Fenced extends Error {}

/**
 * Wise said the grant is over: in one transaction, and only while the refused token is still the stored
 * one (WHERE epoch = mine: the loser of a race must not end the winner's healthy connection), the connection
 * becomes `needs_reconnect`, tokens and data key are erased, and the audit row and the notice are written. Wise refused
 * the refresh token and said nothing of the access token: until when one may work is kept for a receipt (design 4.5).
 */
export async function demote(ctx: VaultContext, lease: Lease): Promise<'demoted' | 'fenced'> {
  return tryWriting(ctx, 'grant-demote', async () => {
    try {
      await ctx.database.db.$transaction((tx) => demoteIn(tx, lease), { maxWait: 5_000, timeout: 10_000 });
      return 'demoted';
    } catch (error) {
      if (error instanceof Fenced) return 'fenced';
      throw error;
    }
  });
}

async function demoteIn(tx: Tx, lease: Lease): Promise<void> {
  const { connectionId, environment, customerId } = lease;
  const changed = await tx.$executeRaw`
    UPDATE public.connections SET status = 'needs_reconnect', reason = 'lost_at_wise',
      status_changed_at = now(), last_checked_at = now(), last_check = 'needs_reconnect',
      token_may_work_until = (SELECT access_expires_at FROM vault.grants
        WHERE connection_id = ${connectionId}::uuid AND access_expires_at > now())
    WHERE id = ${connectionId}::uuid AND status = 'active'`;
  const erased = await tx.$executeRaw`
    DELETE FROM vault.grants
    WHERE connection_id = ${connectionId}::uuid AND epoch = ${lease.epoch} AND state = 'refreshing'`;
  if (changed !== 1 || erased !== 1) throw new Fenced();
  await appendAudit(tx, {
    action: 'connection.lost',
    actor: { kind: 'system', id: 'vault' },
    connectionId,
    environment,
    detail: { reason: 'lost_at_wise' },
  });
  await tx.notice.create({ data: { customerId, connectionId, kind: 'needs_reconnect' } });
}
