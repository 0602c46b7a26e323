import { type AuditPage, type AuditPosition, listConnectionAudit } from '#web/audit/views';
import { assertStaffMay, type Viewer } from './staff-access';
import type { Reader } from './staff-search';

/**
 * The audit trail of one connection for any staff role, newest first.
 *
 * @throws AppError FORBIDDEN
 */
export async function listStaffTrail(
  reader: Reader,
  viewer: Viewer,
  connectionId: string,
  position?: AuditPosition,
): Promise<AuditPage> {
  assertStaffMay(viewer, 'view');
  return listConnectionAudit(reader, connectionId, position);
}
