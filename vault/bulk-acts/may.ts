import type { BulkKind } from '#lib/contract/bulk-acts';
import type { SessionClaim } from '#lib/contract/internal-api';
import { isAllowed, type StaffRole } from '#lib/contract/people';
import { AppError } from '#lib/errors/app-error';
import type { VaultContext } from '#vault/runtime/context';
import { findStaffCaller, type StaffCaller } from '#vault/step-up/staff-caller';

/**
 * May this role do this to many connections? It wants the right for many, and that for each.
 *
 * @throws AppError FORBIDDEN
 */
export function assertMayBulk(role: StaffRole, kind: BulkKind): void {
  if (isAllowed(role, 'bulk_act') && isAllowed(role, kind)) return;
  throw new AppError('FORBIDDEN', { log: `${role} may not ${kind} many connections` });
}

/** @throws AppError NOT_SIGNED_IN, FORBIDDEN: no role that does anything to many connections */
export async function findBulkCaller(ctx: VaultContext, session: SessionClaim): Promise<StaffCaller> {
  const caller = await findStaffCaller(ctx, session);
  if (isAllowed(caller.session.role, 'bulk_act')) return caller;
  throw new AppError('FORBIDDEN', { log: `${caller.session.role} may do nothing to many connections` });
}
