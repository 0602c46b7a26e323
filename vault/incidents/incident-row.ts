import type { HoldTarget } from '#lib/contract/holds';
import type { EndedSessions, IncidentCounts, IncidentStep, IncidentStepState } from '#lib/contract/incidents';
import type { Tx } from '#lib/db/client';

export type NewIncident = {
  target: HoldTarget;
  reason: string;
  since: Date | null;
  endSessions: EndedSessions;
  revokeKeys: boolean;
  isDrill: boolean;
  /** Null: by the command line, which may only drill. */
  people: { first: string; second: string } | null;
  placedBy: string;
  counts: IncidentCounts;
};

const heldValue = (target: HoldTarget): string | null => ('value' in target ? target.value : null);

/** @returns the id; undefined when one on the same is open. It takes the hold that is in force on it. */
export async function insertIncident(tx: Tx, incident: NewIncident): Promise<string | undefined> {
  const { target, people } = incident;
  const [row] = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO vault.incidents (scope, value, reason, suspected_since, end_sessions, revoke_keys, is_drill, hold_id,
      first_staff_id, second_staff_id, placed_by, counts)
    SELECT h.scope, h.value, ${incident.reason}, ${incident.since}::timestamptz, ${incident.endSessions},
      ${incident.revokeKeys}, ${incident.isDrill}, h.id, ${people?.first ?? null}::uuid, ${people?.second ?? null}::uuid,
      ${incident.placedBy}, ${JSON.stringify(incident.counts)}::jsonb
    FROM vault.holds AS h
    WHERE h.released_at IS NULL AND h.scope = ${target.scope} AND coalesce(h.value, '') = ${heldValue(target) ?? ''}
    ON CONFLICT DO NOTHING RETURNING id::text AS id`;
  return row?.id;
}

export type NewStep = { step: IncidentStep; state: IncidentStepState };

export async function insertSteps(tx: Tx, incidentId: string, steps: readonly NewStep[]): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO vault.incident_steps (incident_id, step, place, state)
    SELECT ${incidentId}::uuid, s.step, s.place::smallint, s.state
    FROM unnest(${steps.map(({ step }) => step)}::text[], ${steps.map(({ state }) => state)}::text[])
      WITH ORDINALITY AS s (step, state, place)`;
}

/** Whether an incident on this is open. */
export async function isOpen(tx: Pick<Tx, '$queryRaw'>, target: HoldTarget): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM vault.incidents WHERE closed_at IS NULL AND scope = ${target.scope}
      AND coalesce(value, '') = ${heldValue(target) ?? ''}`;
  return rows.length > 0;
}
