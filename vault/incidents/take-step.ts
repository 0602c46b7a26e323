import { type Actor, appendAudit } from '#lib/audit/append';
import type { IncidentResult, IncidentStepAct } from '#lib/contract/incidents';
import type { Tx } from '#lib/db/client';
import { nameOf } from '#vault/holds/place-hold';
import { addJob } from '#vault/jobs/jobs';
import type { VaultContext } from '#vault/runtime/context';
import { type OpenIncident, readSteps, writeStep } from './incident-row';
import { whyNotDone } from './why-not-done';

/** Every grant in scope is refreshed once, by the job. */
export async function startRefresh(tx: Tx, actor: Actor, { id }: OpenIncident): Promise<IncidentResult> {
  const step = (await readSteps(tx, id)).find(({ step: name }) => name === 'refresh');
  if (step === undefined || step.state === 'running') return 'unchanged';
  await writeStep(tx, id, 'refresh', { state: 'running', done: 0, by: nameOf(actor) });
  await addJob(tx, 'incidents.work', {}, { key: 'incidents.work' });
  await note(tx, actor, id, { step: 'refresh', as: 'running' });
  return 'done';
}

type Conclusion = { incident: OpenIncident; act: Extract<IncidentStepAct, { act: 'conclude' }> };

/** Says of a step what was done; refused where the vault sees that it was not. */
export async function conclude(
  ctx: Pick<VaultContext, 'ring'>,
  tx: Tx,
  actor: Actor,
  { incident, act: { step, as, proof } }: Conclusion,
): Promise<IncidentResult> {
  if (as === 'done') {
    const why = await whyNotDone(ctx, tx, incident, step);
    if (why !== undefined) return why;
  }
  await writeStep(tx, incident.id, step, { state: as, proof, by: nameOf(actor) });
  await note(tx, actor, incident.id, { step, as }, proof);
  return 'done';
}

function note(tx: Tx, actor: Actor, incident: string, detail: Record<string, string>, proof?: string) {
  return appendAudit(tx, {
    action: 'incident.step_taken',
    actor,
    detail: { incident, ...detail },
    ...(proof === undefined ? {} : { personal: { proof } }),
  });
}
