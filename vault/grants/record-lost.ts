import { appendAudit } from '#lib/audit/append';
import type { Tx } from '#lib/db/client';
import type { Environment } from '#lib/env/wise';
import { addNotice } from '#vault/connections/notices';

type Lost = { connectionId: string; customerId: string; environment: Environment };

/**
 * A connection was lost at Wise: in the transaction that marks it and erases its grant, the audit row, and the notice that tells
 * its customer to connect again.
 */
export async function recordLost(
  tx: Tx,
  { connectionId, customerId, environment }: Lost,
  reason: 'lost_at_wise' | 'user_deactivated',
): Promise<void> {
  await appendAudit(tx, {
    action: 'connection.lost',
    actor: { kind: 'system', id: 'vault' },
    connectionId,
    environment,
    detail: { reason },
  });
  await addNotice(tx, { customerId, connectionId, kind: 'needs_reconnect' });
}
