import type { Actor } from '#lib/audit/append';
import type { SessionClaim } from '#lib/contract/internal-api';
import type { StepUp, StepUpActInput } from '#lib/contract/step-up';
import type { Tx } from '#lib/db/client';
import type { VaultContext } from '#vault/runtime/context';
import { spendStepUp } from '#vault/step-up/spend';
import { findStaffCaller } from '#vault/step-up/staff-caller';

/** Who does it, approved for exactly this act. */
export type Approved = { actor: Extract<Actor, { kind: 'staff' }> };

/** Takes the approval of an act, inside the transaction of the act and before anything else in it. */
export type Approve = (tx: Tx) => Promise<Approved>;

/**
 * The approval of a member of staff, with their passkey, for just this customer.
 *
 * @throws AppError (when it is taken) NOT_SIGNED_IN, FORBIDDEN, STEP_UP_REQUIRED
 */
export function approvalOfStaff(
  ctx: VaultContext,
  ask: {
    session: SessionClaim;
    act: Extract<StepUpActInput, { customerId: string }>;
    stepUp: StepUp | undefined;
  },
): Approve {
  return async (tx) => {
    const caller = await findStaffCaller(ctx, ask.session);
    await spendStepUp(ctx, tx, caller, ask.act, ask.stepUp);
    const { staffId: id, role, name, email } = caller.session;
    return { actor: { kind: 'staff', id, role, name, email } };
  };
}
