import type { SessionClaim } from '#lib/contract/internal-api';
import type { StaffAnswer, StaffPeopleAct } from '#lib/contract/staff-acts';
import type { StepUp } from '#lib/contract/step-up';
import type { Tx } from '#lib/db/client';
import type { VaultContext } from '#vault/runtime/context';
import { spendStepUp } from '#vault/step-up/spend';
import { findStaffCaller } from '#vault/step-up/staff-caller';
import { changeRole } from './change-role';
import { disable } from './disable';
import { enable } from './enable';
import { finishReview } from './finish-review';
import { invite } from './invite';
import { type By, lockStaff } from './person';
import { releaseAccount } from './release-account';
import { noteChange } from './review-item';
import { signOutEverywhere } from './sign-out';

type Ask = { session: SessionClaim; act: StaffPeopleAct; stepUp?: StepUp | undefined };

/**
 * An admin's act on a colleague, approved with a passkey of theirs. Such acts happen one after the other, so each sees what the
 * one before made of everybody's role: of two admins who demote each other at once one succeeds.
 *
 * @throws AppError NOT_SIGNED_IN, FORBIDDEN, STEP_UP_REQUIRED
 */
export async function actOnStaff(ctx: VaultContext, ask: Ask): Promise<StaffAnswer> {
  const caller = await findStaffCaller(ctx, ask.session);
  return ctx.database.db.$transaction(async (tx) => {
    await lockStaff(tx);
    const { passkeyId } = await spendStepUp(ctx, tx, caller, ask.act, ask.stepUp);
    const by = { caller, passkeyId };
    const answer = await carryOut(tx, by, ask.act);
    const changed = 'staffId' in ask.act ? ask.act.staffId : answer.staffId;
    if (answer.outcome === 'done' && changed !== null) await noteChange(tx, by, changed, ask.act.act);
    return answer;
  });
}

function carryOut(tx: Tx, by: By, act: StaffPeopleAct): Promise<StaffAnswer> {
  switch (act.act) {
    case 'staff.invite':
      return invite(tx, by, act);
    case 'staff.role':
      return changeRole(tx, by, act);
    case 'staff.disable':
      return disable(tx, by, act);
    case 'staff.enable':
      return enable(tx, by, act);
    case 'staff.sign_out':
      return signOutEverywhere(tx, by, act);
    case 'staff.release':
      return releaseAccount(tx, by, act);
    case 'staff.finish_review':
      return finishReview(tx, by, act);
  }
}
