import type { StaffRole } from '#lib/db/generated/enums';
import { AppError } from '#lib/errors/app-error';

/** What staff do with connections. */
export type StaffAct = 'view' | 'check' | 'disconnect';

/** The member of staff who asks. A customer's session has no role and does not fit. */
export type Viewer = { readonly role: StaffRole };

/** Which roles may do what; the vault checks its own copy again before it acts (design 4.1). */
export const STAFF_ROLES = {
  view: ['viewer', 'support', 'operator', 'admin'],
  check: ['support', 'operator', 'admin'],
  disconnect: ['operator', 'admin'],
} as const satisfies Record<StaffAct, readonly StaffRole[]>;

export function staffMay({ role }: Viewer, act: StaffAct): boolean {
  const roles: readonly StaffRole[] = STAFF_ROLES[act];
  return roles.includes(role);
}

/** @throws AppError FORBIDDEN */
export function assertStaffMay(viewer: Viewer, act: StaffAct): void {
  if (!staffMay(viewer, act)) throw new AppError('FORBIDDEN', { log: `role ${viewer.role} may not ${act}` });
}
