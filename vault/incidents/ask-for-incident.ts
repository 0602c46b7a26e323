import type {
  IncidentAskAnswer,
  IncidentCounts,
  IncidentScope,
  IncidentTwoPersonAct,
} from '#lib/contract/incidents';
import type { SessionClaim } from '#lib/contract/internal-api';
import type { StepUp } from '#lib/contract/step-up';
import { isKnown } from '#vault/holds/hold-row';
import type { VaultContext } from '#vault/runtime/context';
import { assertMayApprove } from '#vault/step-up/begin';
import { waitForSecond } from '#vault/step-up/request-second';
import { spendStepUp } from '#vault/step-up/spend';
import { findStaffCaller } from '#vault/step-up/staff-caller';
import { countScope } from './count-scope';
import { isOpen } from './incident-row';
import { targetOf, whyNoDrill } from './place-incident';

/**
 * What an incident would cover; nothing is changed.
 *
 * @throws AppError NOT_SIGNED_IN, FORBIDDEN
 */
export async function dryRun(
  ctx: VaultContext,
  { session, scope }: { session: SessionClaim; scope: IncidentScope },
): Promise<IncidentCounts> {
  const caller = await findStaffCaller(ctx, session);
  assertMayApprove(caller.session.role, { act: 'incident.place' });
  const since = scope.since === '' ? null : new Date(scope.since);
  return countScope(ctx.database.db, { target: targetOf(scope.on), since });
}

type Ask = { session: SessionClaim; act: IncidentTwoPersonAct; stepUp?: StepUp | undefined };

/**
 * The first person's approval of an incident: it waits for the second's.
 *
 * @throws AppError NOT_SIGNED_IN, FORBIDDEN, STEP_UP_REQUIRED, BAD_REQUEST
 */
export async function askForIncident(
  ctx: VaultContext,
  { session, act, stepUp }: Ask,
): Promise<IncidentAskAnswer> {
  const caller = await findStaffCaller(ctx, session);
  return ctx.database.db.$transaction(async (tx) => {
    const { passkeyId } = await spendStepUp(ctx, tx, caller, act, stepUp);
    const target = targetOf(act.on);
    if (!(await isKnown(tx, target))) return { result: 'unknown', approvalId: null };
    if (await isOpen(tx, target)) return { result: 'open', approvalId: null };
    const noDrill = await whyNoDrill(tx, act, target);
    if (noDrill !== undefined) return { result: noDrill, approvalId: null };
    const waiting = await waitForSecond(tx, caller, { act, passkeyId });
    return { result: waiting.isNew ? 'waits' : 'already_waits', approvalId: waiting.id };
  });
}
