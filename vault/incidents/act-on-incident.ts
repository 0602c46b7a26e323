import type { IncidentAct, IncidentAnswer, IncidentStepAct } from '#lib/contract/incidents';
import type { SessionClaim } from '#lib/contract/internal-api';
import type { StepUp } from '#lib/contract/step-up';
import type { VaultContext } from '#vault/runtime/context';
import { assertMayApprove } from '#vault/step-up/begin';
import { spendStepUp } from '#vault/step-up/spend';
import { findStaffCaller, holdRole } from '#vault/step-up/staff-caller';
import { closeIncident } from './close-incident';
import { lockOpen } from './incident-row';
import { releaseIncident } from './release-incident';
import { conclude, startRefresh } from './take-step';

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
      ? startRefresh(tx, caller.actor, incident)
      : conclude(ctx, tx, caller.actor, { incident, act });
  });
  return { result };
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
