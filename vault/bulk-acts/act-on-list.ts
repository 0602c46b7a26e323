import { appendAudit } from '#lib/audit/append';
import type { BulkAct, BulkResult, StartBulkAct } from '#lib/contract/bulk-acts';
import type { SessionClaim } from '#lib/contract/internal-api';
import { isAllowed } from '#lib/contract/people';
import type { StepUp } from '#lib/contract/step-up';
import type { Tx } from '#lib/db/client';
import { AppError } from '#lib/errors/app-error';
import type { VaultContext } from '#vault/runtime/context';
import { decide } from '#vault/step-up/second-approval-row';
import { spendStepUp } from '#vault/step-up/spend';
import { findStaffCaller, holdRole } from '#vault/step-up/staff-caller';
import { lockBulkAct, markChanged } from './bulk-act-row';
import { assertMayBulk } from './may';
import { addRun } from './run-job';
import { type Acting, countsOf, factsOf, notFound, startList } from './start-list';

type Ask = { session: SessionClaim; act: BulkAct; stepUp?: StepUp | undefined };
type Export = Extract<BulkAct, { act: 'bulk.export' }>;
type Control = Exclude<BulkAct, StartBulkAct | Export>;

/**
 * Staff start a list, pause it, let it go on, cancel it, or take its result with them. Starting and exporting are approved with a
 * passkey; the others stop something, or let go on what was approved.
 *
 * @throws AppError NOT_SIGNED_IN, FORBIDDEN, NOT_FOUND, STEP_UP_REQUIRED, BAD_REQUEST, SIGN_IN_TOO_OLD
 */
export async function actOnList(ctx: VaultContext, { session, act, stepUp }: Ask): Promise<BulkResult> {
  const caller = await findStaffCaller(ctx, session);
  const result = await ctx.database.db.$transaction((tx) => carryOut(ctx, tx, { caller, act, stepUp }));
  const { staffId } = caller.session;
  ctx.log.warn({ act: act.act, bulkActId: act.bulkActId, result, staffId }, 'staff acted on a list');
  return result;
}

function carryOut(ctx: VaultContext, tx: Tx, { act, ...rest }: Acting<BulkAct>): Promise<BulkResult> {
  switch (act.act) {
    case 'bulk.start':
      return startList(ctx, tx, { act, ...rest });
    case 'bulk.export':
      return recordExport(ctx, tx, { act, ...rest });
    default:
      return control(tx, { act, ...rest });
  }
}

const CONTROLS = {
  'bulk.pause': { from: ['running'], state: 'paused', action: 'bulk_act.paused', result: 'paused' },
  'bulk.resume': { from: ['paused'], state: 'running', action: 'bulk_act.resumed', result: 'resumed' },
  'bulk.cancel': {
    from: ['waiting', 'running', 'paused'],
    state: 'cancelled',
    action: 'bulk_act.cancelled',
    result: 'cancelled',
  },
} as const;

/**
 * By anybody who may do the same to many connections: whoever sees that something goes wrong stops it. Waits for the batch that is
 * being worked on, and holds from then on.
 */
async function control(tx: Tx, { caller, act }: Acting<Control>): Promise<BulkResult> {
  const role = await holdRole(tx, caller);
  const row = await lockBulkAct(tx, act.bulkActId);
  if (row === undefined) throw notFound();
  assertMayBulk(role, row.kind);
  const { from, state, action, result } = CONTROLS[act.act];
  if (!from.some((each) => each === row.state)) return 'unchanged';
  const by = caller.session.staffId;
  await markChanged(tx, row.id, { state, by });
  if (row.state === 'waiting' && row.approvalId !== null)
    await decide(tx, row.approvalId, { state: by === row.createdBy ? 'withdrawn' : 'refused', by });
  await appendAudit(tx, { action, actor: caller.actor, detail: { ...factsOf(row), ...countsOf(row) } });
  if (state === 'running') await addRun(tx, row.id);
  return result;
}

/** Permits the file of what came of each connection, and records it before a row leaves. */
async function recordExport(
  ctx: VaultContext,
  tx: Tx,
  { caller, act, stepUp }: Acting<Export>,
): Promise<BulkResult> {
  const { passkeyId } = await spendStepUp(ctx, tx, caller, act, stepUp);
  if (!isAllowed(await holdRole(tx, caller), 'bulk_act')) throw new AppError('FORBIDDEN');
  const row = await lockBulkAct(tx, act.bulkActId);
  if (row === undefined) throw notFound();
  if (row.state === 'collecting' || row.state === 'preview') return 'unchanged';
  await appendAudit(tx, {
    action: 'bulk_act.exported',
    actor: caller.actor,
    detail: { ...factsOf(row), passkeyId },
  });
  return 'exported';
}
