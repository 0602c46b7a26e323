import { type Actor, appendAudit } from '#lib/audit/append';
import { type HoldTarget, readHoldTarget } from '#lib/contract/holds';
import {
  canBeDrill,
  INCIDENT_STEPS,
  type IncidentStep,
  type IncidentTwoPersonAct,
} from '#lib/contract/incidents';
import type { Tx } from '#lib/db/client';
import { AppError } from '#lib/errors/app-error';
import { lockInForce, reachBack } from '#vault/holds/hold-row';
import { nameOf, placeHold } from '#vault/holds/place-hold';
import { addJob } from '#vault/jobs/jobs';
import type { TwoPeople } from '#vault/step-up/approve-second';
import { countScope } from './count-scope';
import { insertIncident, insertSteps, isOpen, type NewIncident, type NewStep } from './incident-row';

type PlaceAct = Extract<IncidentTwoPersonAct, { act: 'incident.place' }>;

/** Two people have approved it: the hold is in force with this transaction's commit. */
export async function placeIncident(
  tx: Tx,
  act: PlaceAct,
  { first, second, approvalId }: TwoPeople,
): Promise<'done' | 'unchanged'> {
  const people = { first, second: second.session.staffId };
  const id = await place(tx, act, { people, actor: second.actor, approvalId });
  return id === undefined ? 'unchanged' : 'done';
}

/**
 * A drill by the command line, which has no second person: on the sandbox. Its API keys and sessions stay.
 *
 * @returns undefined when an incident on it is open, or a hold on it is in force.
 */
export function placeDrill(tx: Tx, actor: Actor, reason: string): Promise<string | undefined> {
  const nothingElse = { since: '', endSessions: 'none', revokeKeys: 'no', drill: 'yes' } as const;
  const act = { act: 'incident.place', on: 'environment:sandbox', reason, ...nothingElse } as const;
  return place(tx, act, { people: null, actor, approvalId: null });
}

type By = { people: NewIncident['people']; actor: Actor; approvalId: string | null };

/**
 * @returns the incident; undefined when one on the same is open, or there is no such key any more, or it may be no drill.
 */
async function place(tx: Tx, act: PlaceAct, { people, actor, approvalId }: By): Promise<string | undefined> {
  const target = targetOf(act.on);
  if ((await isOpen(tx, target)) || (await whyNoDrill(tx, act, target)) !== undefined) return undefined;
  const held = await placeHold(tx, { target, reason: act.reason, actor });
  // somebody may have placed one meanwhile
  if (held === 'unknown' || (held === 'in_force' && act.drill === 'yes')) return undefined;
  const since = act.since === '' ? null : new Date(act.since);
  await reachBack(tx, target, since);
  const counts = await countScope(tx, { target, since });
  const id = await insertIncident(tx, {
    ...{ target, since, people, approvalId, counts, reason: act.reason, endSessions: act.endSessions },
    revokeKeys: act.revokeKeys === 'yes',
    isDrill: act.drill === 'yes',
    placedBy: nameOf(actor),
  });
  if (id === undefined) return undefined;
  await insertSteps(tx, id, stepsOf(act, target));
  await addJob(tx, 'incidents.work', {}, { key: 'incidents.work' });
  await appendAudit(tx, {
    action: 'incident.placed',
    actor,
    ...(target.scope === 'environment' ? { environment: target.value } : {}),
    detail: {
      ...{ incident: id, on: act.on, drill: act.drill === 'yes', approval: approvalId },
      first: people?.first ?? null,
      ...{ endSessions: act.endSessions, revokeKeys: act.revokeKeys === 'yes' },
    },
    personal: { reason: act.reason },
  });
  return id;
}

/** Why this may be no drill: it would touch somebody real, or take a hold that is in force and release it (decision 098). */
export async function whyNoDrill(
  tx: Tx,
  act: PlaceAct,
  target: HoldTarget,
): Promise<'no_drill' | 'held' | undefined> {
  if (act.drill === 'no') return undefined;
  if (!canBeDrill(act)) return 'no_drill';
  return (await lockInForce(tx, target)) === undefined ? undefined : 'held';
}

/** @throws AppError BAD_REQUEST */
export function targetOf(word: string): HoldTarget {
  const target = readHoldTarget(word);
  if (target === undefined) throw new AppError('BAD_REQUEST', { log: 'what an incident is on' });
  return target;
}

function stepsOf(act: PlaceAct, target: HoldTarget): NewStep[] {
  const states: Partial<Record<IncidentStep, NewStep['state']>> = {
    hold: 'done',
    sessions: act.endSessions === 'none' ? 'not_needed' : 'running',
    api_keys: act.revokeKeys === 'no' || target.scope === 'ring_key' ? 'not_needed' : 'running',
    ring_key: target.scope === 'api_key' ? 'not_needed' : 'open',
  };
  return INCIDENT_STEPS.map((step) => ({ step, state: states[step] ?? 'open' }));
}
