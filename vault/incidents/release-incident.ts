import { type Actor, appendAudit } from '#lib/audit/append';
import type { IncidentAct, IncidentResult } from '#lib/contract/incidents';
import type { Tx } from '#lib/db/client';
import { nameOf } from '#vault/holds/place-hold';
import { endHold } from '#vault/holds/release-hold';
import { releaseShare } from '#vault/holds/release-share';
import { displayName } from './display-name';
import { type OpenIncident, readSteps, writeStep } from './incident-row';

type Release = Pick<Extract<IncidentAct, { act: 'incident.release' }>, 'percent' | 'reason'>;

/** One wave: what was on hold is issued again for this share of the connections, once every step before is concluded. */
export async function releaseIncident(
  tx: Tx,
  actor: Actor,
  incident: OpenIncident,
  { percent, reason }: Release,
): Promise<IncidentResult> {
  const steps = await readSteps(tx, incident.id);
  const isOpen = steps.some(
    ({ step, state }) => step !== 'release' && (state === 'open' || state === 'running'),
  );
  if (isOpen) return 'steps_open';
  const isWhole = percent === '100';
  if (!isWhole && incident.scope === 'api_key') return 'no_waves';
  const ask = { id: incident.holdId, reason, actor };
  const isChanged = isWhole
    ? await endHold(tx, ask)
    : await releaseShare(tx, { ...ask, percent: Number(percent) });
  if (!isChanged) return 'unchanged';
  await writeStep(tx, incident.id, 'release', {
    state: isWhole ? 'done' : 'running',
    ...{ done: Number(percent), total: 100, proof: reason, by: nameOf(actor) },
    // the next wave's reason takes the place of this one's: the report has each
    facts: {
      [`at${percent}`]: new Date().toISOString(),
      [`by${percent}`]: displayName(actor),
      [`reason${percent}`]: reason,
    },
  });
  await appendAudit(tx, {
    action: 'incident.released',
    actor,
    detail: { incident: incident.id, percent: Number(percent) },
    personal: { reason },
  });
  return 'done';
}
