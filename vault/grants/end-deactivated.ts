import type { Tx } from '#lib/db/client';
import type { Environment } from '#lib/env/wise';
import { markUserDeactivated } from '#vault/connections/connection-row';
import { eraseGrant } from './promote';
import { recordLost } from './record-lost';

/**
 * Wise has deactivated the user or the profile, which ended the tokens there: in the caller's transaction the connection
 * becomes `needs_reconnect`, tokens and data key are erased, and the audit row and the notice are written. A refresh
 * that is under way finds no row to write to.
 *
 * @returns false when the connection is not active any more.
 */
export async function endDeactivated(
  tx: Tx,
  connection: { id: string; customerId: string; environment: Environment },
): Promise<boolean> {
  const { id: connectionId, customerId, environment } = connection;
  if (!(await markUserDeactivated(tx, connectionId))) return false;
  await eraseGrant(tx, connectionId);
  await recordLost(tx, { connectionId, customerId, environment }, 'user_deactivated');
  return true;
}
