import type { ReceiptResult } from '#lib/contract/connections';
import { revoke } from '#vault/grants/revoke';
import type { VaultContext } from '#vault/runtime/context';
import type { Harness } from './harness';

/** One try to revoke the grant of a connection or of an exchange; `pending` when there is none. */
export async function revokeGrant(
  harness: Harness,
  vault: VaultContext,
  of: { id: string } | { attemptId: string },
): Promise<ReceiptResult> {
  const { rows } = await harness.owner.query<{ id: string }>(
    'SELECT id FROM vault.grants WHERE $1 IN (connection_id, attempt_id)',
    ['id' in of ? of.id : of.attemptId],
  );
  return rows[0] === undefined ? 'pending' : revoke(vault, rows[0].id);
}
