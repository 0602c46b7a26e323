import type { SessionClaim } from '#lib/contract/internal-api';
import { isStaffRole, type StaffRole } from '#lib/contract/people';
import type { Tx } from '#lib/db/client';
import { AppError } from '#lib/errors/app-error';
import { findCaller, type StaffCaller } from '#vault/connections/caller';
import type { VaultContext } from '#vault/runtime/context';

export type { StaffCaller };

/**
 * The member of staff behind a session token.
 *
 * @throws AppError NOT_SIGNED_IN, FORBIDDEN (a customer)
 */
export async function findStaffCaller(ctx: VaultContext, claim: SessionClaim): Promise<StaffCaller> {
  const caller = await findCaller(ctx, claim);
  if (caller.audience === 'staff') return caller;
  throw new AppError('FORBIDDEN', { log: 'customers do nothing of this kind' });
}

/**
 * The person's role as it is now, held until the transaction ends: a change of it, and the end of the session, wait.
 *
 * @throws AppError NOT_SIGNED_IN: signed out or disabled a moment ago
 */
export async function holdRole(tx: Tx, { session }: StaffCaller): Promise<StaffRole> {
  const [row] = await tx.$queryRaw<{ role: string | null }[]>`
    SELECT vault.hold_staff_role(${session.staffId}::uuid, ${session.sessionId}::uuid) AS role`;
  if (isStaffRole(row?.role)) return row.role;
  throw new AppError('NOT_SIGNED_IN', { log: 'signed out or disabled a moment ago' });
}
