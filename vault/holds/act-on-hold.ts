import { type HoldAction, type HoldAnswer, readHoldTarget } from '#lib/contract/holds';
import type { SessionClaim } from '#lib/contract/internal-api';
import type { StepUp } from '#lib/contract/step-up';
import type { Tx } from '#lib/db/client';
import { AppError } from '#lib/errors/app-error';
import type { VaultContext } from '#vault/runtime/context';
import { spendStepUp } from '#vault/step-up/spend';
import { findStaffCaller, type StaffCaller } from '#vault/step-up/staff-caller';
import { placeHold } from './place-hold';
import { releaseHold } from './release-hold';

type Ask = { session: SessionClaim; act: HoldAction; stepUp?: StepUp | undefined };

/**
 * Staff place a hold or release one, approved with a passkey of theirs. When it answers `placed`, the hold is in force.
 *
 * @throws AppError NOT_SIGNED_IN, FORBIDDEN, STEP_UP_REQUIRED, BAD_REQUEST
 */
export async function actOnHold(ctx: VaultContext, { session, act, stepUp }: Ask): Promise<HoldAnswer> {
  const caller = await findStaffCaller(ctx, session);
  const result = await ctx.database.db.$transaction(async (tx) => {
    await spendStepUp(ctx, tx, caller, act, stepUp);
    return carryOut(tx, caller, act);
  });
  ctx.log.warn({ act: act.act, result, staffId: caller.session.staffId }, 'staff acted on a hold');
  return { result };
}

function carryOut(tx: Tx, { actor }: StaffCaller, act: HoldAction): Promise<HoldAnswer['result']> {
  const { reason } = act;
  if (act.act === 'hold.release') return releaseHold(tx, { id: act.holdId, reason, actor });
  const target = readHoldTarget(act.on);
  if (target === undefined) throw new AppError('BAD_REQUEST', { log: 'what to hold' });
  return placeHold(tx, { target, reason, actor });
}
