import { appendAudit } from '#lib/audit/append';
import { type BulkAct, type BulkResult, WANTS_SECOND_PERSON } from '#lib/contract/bulk-acts';
import type { SessionClaim } from '#lib/contract/internal-api';
import { isAllowed } from '#lib/contract/people';
import type { StepUp } from '#lib/contract/step-up';
import type { Tx } from '#lib/db/client';
import { AppError } from '#lib/errors/app-error';
import type { VaultContext } from '#vault/runtime/context';
import { spendStepUp } from '#vault/step-up/spend';
import { findStaffCaller, holdRole, type StaffCaller } from '#vault/step-up/staff-caller';
import { type BulkActRow, lockBulkAct, markChanged, markStarted } from './bulk-act-row';
import { assertMayBulk } from './may';
import { addRun } from './run-job';

type Ask = { session: SessionClaim; act: BulkAct; stepUp?: StepUp | undefined };

type Acting<Act extends BulkAct> = { caller: StaffCaller; act: Act; stepUp: StepUp | undefined };
type Start = Extract<BulkAct, { act: 'bulk.start' }>;
type Control = Exclude<BulkAct, Start | { act: 'bulk.export' }>;

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
      return start(ctx, tx, { act, ...rest });
    case 'bulk.export':
      return recordExport(ctx, tx, { act, ...rest });
    default:
      return control(tx, { act, ...rest });
  }
}

/** The one who made the list starts it: what they approve is this list, with so many connections, and what is done to them. */
async function start(ctx: VaultContext, tx: Tx, { caller, act, stepUp }: Acting<Start>): Promise<BulkResult> {
  const { passkeyId } = await spendStepUp(ctx, tx, caller, act, stepUp);
  const row = await lockBulkAct(tx, act.bulkActId);
  if (row === undefined || row.createdBy !== caller.session.staffId) throw notFound();
  const { kind, total } = row;
  // as it is now: the role is held until the commit
  const role = await holdRole(tx, caller);
  assertMayBulk(role, kind);
  if (kind !== act.kind)
    throw new AppError('BAD_REQUEST', { log: `the list is to ${kind}, not to ${act.kind}` });
  if (kind === 'disconnect' && !caller.session.isRecent) throw new AppError('SIGN_IN_TOO_OLD');
  if (row.state !== 'preview') return 'unchanged';
  if (row.isOld) return 'expired';
  if (act.count !== total) return 'count';
  if (WANTS_SECOND_PERSON[kind] && total > ctx.env.BULK_SECOND_PERSON_ABOVE) return 'too_many';
  const { reason } = act;
  await markStarted(tx, row.id, { reason, role });
  await appendAudit(tx, {
    action: 'bulk_act.started',
    actor: caller.actor,
    detail: { ...factsOf(row), passkeyId },
    personal: { reason, query: row.query },
  });
  await addRun(tx, row.id);
  return 'started';
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
  await markChanged(tx, row.id, { state, by: caller.session.staffId });
  await appendAudit(tx, { action, actor: caller.actor, detail: { ...factsOf(row), ...countsOf(row) } });
  if (state === 'running') await addRun(tx, row.id);
  return result;
}

/** Permits the file of what came of each connection, and records it before a row leaves. */
async function recordExport(
  ctx: VaultContext,
  tx: Tx,
  { caller, act, stepUp }: Acting<Extract<BulkAct, { act: 'bulk.export' }>>,
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

const factsOf = ({ id, kind, total }: BulkActRow) => ({ bulkAct: id, kind, total });
const countsOf = ({ done, unchanged, refused }: BulkActRow) => ({ done, unchanged, refused });
const notFound = () => new AppError('NOT_FOUND', { log: 'no such list for this person' });
