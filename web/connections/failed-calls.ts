import 'server-only';
import { appendAudit } from '#lib/audit/append';
import type { FailedCall } from '#lib/contract/support-packets';
import { packetFile, readSupportPacket } from '#lib/failed-calls/read-packet';
import type { StaffSession } from '#lib/sessions/session';
import { actorOf } from '#web/audit/record-look';
import type { WebDb } from '#web/db/web-db';
import { assertStaffMay, type Viewer } from './staff-access';
import { findStaffConnection, type StaffConnection } from './staff-detail';
import type { Reader } from './staff-search';

/**
 * A connection's calls that failed at Wise in the last days, newest first, for any staff role.
 *
 * @throws AppError FORBIDDEN
 */
export async function listFailedCalls(
  reader: Reader,
  viewer: Viewer,
  { id, environment, clientId }: Pick<StaffConnection, 'id' | 'environment' | 'clientId'>,
): Promise<FailedCall[]> {
  assertStaffMay(viewer, 'view');
  const { calls } = await readSupportPacket(reader, { environment, connectionId: id, clientId });
  return calls;
}

/**
 * The same as the text of a file for Wise's support; that it leaves is in the audit trail first. undefined when there is
 * no such connection.
 *
 * @throws AppError FORBIDDEN
 */
export async function exportSupportPacket(
  db: WebDb,
  staff: StaffSession,
  connectionId: string,
): Promise<string | undefined> {
  const connection = await findStaffConnection(db, staff, connectionId);
  if (connection === undefined) return undefined;
  const { environment, clientId } = connection;
  await appendAudit(db, {
    action: 'support_packet.exported',
    actor: actorOf(staff),
    environment,
    // the trail of the connection itself is the vault's to write
    detail: { seenConnectionId: connectionId },
  });
  return packetFile(await readSupportPacket(db, { environment, connectionId, clientId }));
}
