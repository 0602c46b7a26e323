import { type ALLOWED_ROLES, isAllowed, type StaffRole } from '#lib/contract/people';
import { AppError } from '#lib/errors/app-error';

/** The member of staff who asks. A customer's session has no role and does not fit. */
export type Viewer = { readonly role: StaffRole };

/** @throws AppError FORBIDDEN */
export function assertStaffMay(viewer: Viewer, act: keyof typeof ALLOWED_ROLES): void {
  if (!isAllowed(viewer.role, act))
    throw new AppError('FORBIDDEN', { log: `role ${viewer.role} may not ${act}` });
}
