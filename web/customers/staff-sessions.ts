import { appendAudit } from '#lib/audit/append';
import type { StaffSession } from '#lib/sessions/session';
import { assertStaffMay, type Viewer } from '#web/connections/staff-access';
import type { WebDb } from '#web/db/web-db';
import { listSessions, type SessionView } from '#web/sessions/list-sessions';
import type { Reader } from './staff-search';

/**
 * Where a customer is signed in now, the latest first, for any staff role.
 *
 * @throws AppError FORBIDDEN
 */
export async function listSessionsOf(
  reader: Reader,
  viewer: Viewer,
  customerId: string,
): Promise<SessionView[]> {
  assertStaffMay(viewer, 'view');
  return listSessions(reader, 'customer', customerId);
}

/**
 * Staff sign a customer out: one session, or all of them. What ended is dead with its next request.
 *
 * @param sessionId undefined: all.
 * @returns how many sessions ended.
 * @throws AppError FORBIDDEN
 */
export async function signCustomerOut(
  db: WebDb,
  staff: StaffSession,
  ask: { customerId: string; sessionId?: string | undefined },
): Promise<number> {
  assertStaffMay(staff, 'sign_customer_out');
  const { customerId, sessionId } = ask;
  return db.$transaction(async (tx) => {
    const count = await tx.$executeRaw`
      DELETE FROM public.customer_sessions WHERE customer_id = ${customerId}::uuid
        AND (${sessionId ?? null}::uuid IS NULL OR id = ${sessionId ?? null}::uuid)`;
    if (count === 0) return 0;
    const { staffId: id, role, name, email } = staff;
    await appendAudit(tx, {
      action: 'session.ended',
      actor: { kind: 'staff', id, role, name, email },
      detail: { customerId, why: 'by_staff', count, ...(sessionId === undefined ? {} : { sessionId }) },
    });
    return count;
  });
}
