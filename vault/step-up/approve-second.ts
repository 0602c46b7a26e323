import { appendAudit } from '#lib/audit/append';
import type { SessionClaim } from '#lib/contract/internal-api';
import { isStaffRole } from '#lib/contract/people';
import type { SecondAct, SecondApprovalAnswer, SecondApprovalResult } from '#lib/contract/second-approvals';
import type { StepUp } from '#lib/contract/step-up';
import type { Tx } from '#lib/db/client';
import type { VaultContext } from '#vault/runtime/context';
import { assertMayApprove, mayApprove } from './begin';
import { decide, findWaiting, isPasskeyOlder, type WaitingAct } from './second-approval-row';
import { spendStepUp } from './spend';
import { findStaffCaller, holdRole, type StaffCaller } from './staff-caller';

/** Who approved an act together. */
export type TwoPeople = { first: string; second: StaffCaller; approvalId: string };

/**
 * Carries out what two people approved, in the transaction of the second approval. `unchanged`: there was nothing to do any
 * more.
 */
export type CarryOut = (tx: Tx, act: SecondAct, people: TwoPeople) => Promise<'done' | 'unchanged'>;

type Ask = { session: SessionClaim; id: string; stepUp?: StepUp | undefined };

/**
 * The second person approves with a passkey of theirs the very act that waits, as it is stored, and it is carried out. They
 * are somebody else than the first, the passkey was there before the act was asked for, and the first may still do the act:
 * all of it by what the database says in this transaction, which holds both roles until it ends (promise 14).
 *
 * @throws AppError NOT_SIGNED_IN, FORBIDDEN, STEP_UP_REQUIRED
 */
export async function approveSecond(
  ctx: VaultContext,
  { session, id, stepUp }: Ask,
  carryOut: CarryOut,
): Promise<SecondApprovalAnswer> {
  const caller = await findStaffCaller(ctx, session);
  const result = await ctx.database.db.$transaction(async (tx): Promise<SecondApprovalResult> => {
    const waiting = await findWaiting(tx, id);
    if (waiting === undefined) return 'gone';
    if (waiting.firstStaffId === caller.session.staffId) return 'own';
    const { passkeyId } = await spendStepUp(ctx, tx, caller, waiting.act, stepUp);
    if (!(await isPasskeyOlder(tx, passkeyId, waiting.createdAt))) return 'passkey_too_new';
    if (!(await holdFirst(tx, waiting))) return 'first_left';
    const by = caller.session.staffId;
    if (!(await decide(tx, id, { state: 'approved', by, passkeyId }))) return 'gone';
    await appendAudit(tx, {
      action: 'second_approval.approved',
      actor: caller.actor,
      detail: { approval: id, act: waiting.act.act, first: waiting.firstStaffId, passkeyId },
    });
    return carryOut(tx, waiting.act, { first: waiting.firstStaffId, second: caller, approvalId: id });
  });
  ctx.log.warn({ approval: id, result, staffId: caller.session.staffId }, 'a second person answered');
  return { result };
}

/** The first person works here still, and may do the act; held, so that a change of it waits. */
async function holdFirst(tx: Tx, { firstStaffId, act }: WaitingAct): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ role: string | null }[]>`
    SELECT vault.hold_colleague_role(${firstStaffId}::uuid) AS role`;
  return isStaffRole(row?.role) && mayApprove(row.role, act);
}

/**
 * Ends what waits: whoever asked for it withdraws it, and anybody who could approve it refuses it. It stops something, so it
 * wants no passkey.
 *
 * @throws AppError NOT_SIGNED_IN, FORBIDDEN
 */
export async function refuseSecond(
  ctx: VaultContext,
  { session, id }: Omit<Ask, 'stepUp'>,
): Promise<SecondApprovalAnswer> {
  const caller = await findStaffCaller(ctx, session);
  const result = await ctx.database.db.$transaction(async (tx): Promise<SecondApprovalResult> => {
    const waiting = await findWaiting(tx, id);
    if (waiting === undefined) return 'gone';
    const { staffId } = caller.session;
    const role = await holdRole(tx, caller);
    const state = waiting.firstStaffId === staffId ? 'withdrawn' : 'refused';
    if (state === 'refused') assertMayApprove(role, waiting.act);
    if (!(await decide(tx, id, { state, by: staffId }))) return 'gone';
    await appendAudit(tx, {
      action: `second_approval.${state}`,
      actor: caller.actor,
      detail: { approval: id, act: waiting.act.act, first: waiting.firstStaffId },
    });
    return state;
  });
  return { result };
}
