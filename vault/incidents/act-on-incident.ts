import { appendAudit } from '#lib/audit/append';
import type { IncidentAct, IncidentAnswer, IncidentResult, IncidentStepAct } from '#lib/contract/incidents';
import type { SessionClaim } from '#lib/contract/internal-api';
import type { StepUp } from '#lib/contract/step-up';
import type { Tx } from '#lib/db/client';
import { nameOf } from '#vault/holds/place-hold';
import { addJob } from '#vault/jobs/jobs';
import type { VaultContext } from '#vault/runtime/context';
import { assertMayApprove } from '#vault/step-up/begin';
import { spendStepUp } from '#vault/step-up/spend';
import { findStaffCaller, holdRole, type StaffCaller } from '#vault/step-up/staff-caller';
import { closeIncident } from './close-incident';
import { lockOpen, type OpenIncident, readSteps, writeStep } from './incident-row';
import { releaseIncident } from './release-incident';
import { whyNotDone } from './why-not-done';

type StepAsk = { session: SessionClaim; id: string; act: IncidentStepAct };

/**
 * An admin takes a step of an open incident: starts the refresh of all grants in scope, or says of a step what was done and where
 * the proof is. What the vault itself can see is looked at first.
 *
 * @throws AppError NOT_SIGNED_IN, FORBIDDEN
 */
export async function stepIncident(
  ctx: VaultContext,
  { session, id, act }: StepAsk,
): Promise<IncidentAnswer> {
  const caller = await findStaffCaller(ctx, session);
  const result = await ctx.database.db.$transaction(async (tx) => {
    assertMayApprove(await holdRole(tx, caller), { act: 'incident.close' });
    const incident = await lockOpen(tx, id);
    if (incident === undefined) return 'closed';
    return act.act === 'refresh'
      ? startRefresh(tx, caller, incident)
      : conclude(ctx, tx, caller, { incident, act });
  });
  return { result };
}

async function startRefresh(tx: Tx, caller: StaffCaller, { id }: OpenIncident): Promise<IncidentResult> {
  const step = (await readSteps(tx, id)).find(({ step: name }) => name === 'refresh');
  if (step === undefined || step.state === 'running') return 'unchanged';
  await writeStep(tx, id, 'refresh', { state: 'running', done: 0, by: nameOf(caller.actor) });
  await addJob(tx, 'incidents.work', {}, { key: 'incidents.work' });
  await note(tx, caller, id, { step: 'refresh', as: 'running' });
  return 'done';
}

type Conclusion = { incident: OpenIncident; act: Extract<IncidentStepAct, { act: 'conclude' }> };

async function conclude(
  ctx: VaultContext,
  tx: Tx,
  caller: StaffCaller,
  { incident, act: { step, as, proof } }: Conclusion,
): Promise<IncidentResult> {
  if (as === 'done') {
    const why = await whyNotDone(ctx, tx, incident, step);
    if (why !== undefined) return why;
  }
  await writeStep(tx, incident.id, step, { state: as, proof, by: nameOf(caller.actor) });
  await note(tx, caller, incident.id, { step, as }, proof);
  return 'done';
}

function note(tx: Tx, caller: StaffCaller, incident: string, detail: Record<string, string>, proof?: string) {
  return appendAudit(tx, {
    action: 'incident.step_taken',
    actor: caller.actor,
    detail: { incident, ...detail },
    ...(proof === undefined ? {} : { personal: { proof } }),
  });
}

type ActAsk = { session: SessionClaim; act: IncidentAct; stepUp?: StepUp | undefined };

/**
 * An admin releases the hold of an incident for a share of its connections, or closes it, approved with a passkey.
 *
 * @throws AppError NOT_SIGNED_IN, FORBIDDEN, STEP_UP_REQUIRED
 */
export async function actOnIncident(
  ctx: VaultContext,
  { session, act, stepUp }: ActAsk,
): Promise<IncidentAnswer> {
  const caller = await findStaffCaller(ctx, session);
  const result = await ctx.database.db.$transaction(async (tx) => {
    await spendStepUp(ctx, tx, caller, act, stepUp);
    const incident = await lockOpen(tx, act.incidentId);
    if (incident === undefined) return 'closed';
    return act.act === 'incident.release'
      ? releaseIncident(tx, caller.actor, incident, act)
      : closeIncident(ctx, tx, caller.actor, incident, act.reason);
  });
  ctx.log.warn({ act: act.act, result, staffId: caller.session.staffId }, 'staff acted on an incident');
  return { result };
}
