import { appendAudit } from '#lib/audit/append';
import type { BulkAct, BulkResult, StartBulkAct } from '#lib/contract/bulk-acts';
import { isAllowed } from '#lib/contract/people';
import type { StepUp } from '#lib/contract/step-up';
import type { Tx } from '#lib/db/client';
import { AppError } from '#lib/errors/app-error';
import type { VaultContext } from '#vault/runtime/context';
import type { TwoPeople } from '#vault/step-up/approve-second';
import { waitForSecond } from '#vault/step-up/request-second';
import { spendStepUp } from '#vault/step-up/spend';
import { holdRole, type StaffCaller } from '#vault/step-up/staff-caller';
import { type BulkActRow, lockBulkAct, markApproved, markStarted } from './bulk-act-row';
import { assertMayBulk } from './may';
import { addRun } from './run-job';

export type Acting<Act extends BulkAct> = { caller: StaffCaller; act: Act; stepUp: StepUp | undefined };

/**
 * The one who made the list starts it, in the caller's transaction: what they approve is this list, with so many connections, and
 * what is done to them. A long one waits for a second admin, who approves the same.
 *
 * @throws AppError STEP_UP_REQUIRED, FORBIDDEN, NOT_FOUND, BAD_REQUEST, SIGN_IN_TOO_OLD
 */
export async function startList(
  ctx: VaultContext,
  tx: Tx,
  { caller, act, stepUp }: Acting<StartBulkAct>,
): Promise<BulkResult> {
  const { passkeyId } = await spendStepUp(ctx, tx, caller, act, stepUp);
  const row = await lockBulkAct(tx, act.bulkActId);
  if (row === undefined || row.createdBy !== caller.session.staffId) throw notFound();
  const { kind, total } = row;
  // as it is now: it is held until the commit
  const role = await holdRole(tx, caller);
  assertMayBulk(role, kind);
  if (kind !== act.kind)
    throw new AppError('BAD_REQUEST', { log: `the list is to ${kind}, not to ${act.kind}` });
  if (kind === 'disconnect' && !caller.session.isRecent) throw new AppError('SIGN_IN_TOO_OLD');
  if (row.state !== 'preview') return 'unchanged';
  if (row.isOld) return 'expired';
  if (act.count !== total) return 'count';
  const { reason } = act;
  if (row.needsSecond) {
    const { id: approvalId } = await waitForSecond(tx, caller, { act, passkeyId });
    await markStarted(tx, row.id, { reason, role, approvalId });
    return 'waiting';
  }
  await markStarted(tx, row.id, { reason, role, approvalId: null });
  await appendAudit(tx, {
    action: 'bulk_act.started',
    actor: caller.actor,
    detail: { ...factsOf(row), passkeyId },
    personal: { reason, query: row.query },
  });
  await addRun(tx, row.id);
  return 'started';
}

/**
 * A second admin has approved it, in the transaction of that approval.
 *
 * @throws AppError FORBIDDEN
 */
export async function startApproved(
  tx: Tx,
  act: StartBulkAct,
  { first, second, approvalId }: TwoPeople,
): Promise<'done' | 'unchanged'> {
  if (!isAllowed(await holdRole(tx, second), 'approve_bulk_act'))
    throw new AppError('FORBIDDEN', { log: 'not as the second person' });
  const row = await lockBulkAct(tx, act.bulkActId);
  if (row?.state !== 'waiting' || row.approvalId !== approvalId) return 'unchanged';
  await markApproved(tx, row.id, second.session.staffId);
  await appendAudit(tx, {
    action: 'bulk_act.started',
    actor: second.actor,
    detail: { ...factsOf(row), first, approval: approvalId },
    personal: { reason: act.reason, query: row.query },
  });
  await addRun(tx, row.id);
  return 'done';
}

/** For the rows of the audit trail about a list. */
export const factsOf = ({ id, kind, total }: BulkActRow) => ({ bulkAct: id, kind, total });
export const countsOf = ({ done, unchanged, refused }: BulkActRow) => ({ done, unchanged, refused });

export const notFound = () => new AppError('NOT_FOUND', { log: 'no such list for this person' });
