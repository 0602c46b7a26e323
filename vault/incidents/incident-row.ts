import { type HoldTarget, holdTargetSchema } from '#lib/contract/holds';
import type { EndedSessions, IncidentCounts, IncidentStep, IncidentStepState } from '#lib/contract/incidents';
import type { Tx } from '#lib/db/client';
import { Prisma } from '#lib/db/generated/client';

export type NewIncident = {
  target: HoldTarget;
  reason: string;
  since: Date | null;
  endSessions: EndedSessions;
  revokeKeys: boolean;
  isDrill: boolean;
  /** Null: by the command line, which may only drill. */
  people: { first: string; second: string } | null;
  /** By which they placed it. */
  approvalId: string | null;
  placedBy: string;
  counts: IncidentCounts;
};

export const heldValue = (target: HoldTarget): string | null => ('value' in target ? target.value : null);

/** @returns the id; undefined when one on the same is open. It takes the hold that is in force on it. */
export async function insertIncident(tx: Tx, incident: NewIncident): Promise<string | undefined> {
  const { target, people } = incident;
  const [row] = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO vault.incidents (scope, value, reason, suspected_since, end_sessions, revoke_keys, is_drill, hold_id,
      first_staff_id, second_staff_id, approval_id, placed_by, counts)
    SELECT h.scope, h.value, ${incident.reason}, ${incident.since}::timestamptz, ${incident.endSessions},
      ${incident.revokeKeys}, ${incident.isDrill}, h.id, ${people?.first ?? null}::uuid, ${people?.second ?? null}::uuid,
      ${incident.approvalId}::uuid, ${incident.placedBy}, ${JSON.stringify(incident.counts)}::jsonb
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

/** An incident that is open. */
export type OpenIncident = {
  id: string;
  scope: HoldTarget['scope'];
  value: string | null;
  since: Date | null;
  endSessions: EndedSessions;
  placedAt: Date;
  holdId: string;
  isHeld: boolean;
};

const OPEN = Prisma.sql`
  SELECT i.id::text AS id, i.scope, i.value, i.suspected_since AS since, i.end_sessions AS "endSessions",
    i.placed_at AS "placedAt", i.hold_id::text AS "holdId", h.released_at IS NULL AS "isHeld"
  FROM vault.incidents AS i JOIN vault.holds AS h ON h.id = i.hold_id WHERE i.closed_at IS NULL`;

export async function listOpen(db: Pick<Tx, '$queryRaw'>): Promise<OpenIncident[]> {
  return db.$queryRaw<OpenIncident[]>`${OPEN} ORDER BY i.placed_at`;
}

/** Locked, so that what is done to one incident is done one after the other. */
export async function lockOpen(tx: Tx, id: string): Promise<OpenIncident | undefined> {
  const [row] = await tx.$queryRaw<OpenIncident[]>`${OPEN} AND i.id = ${id}::uuid FOR NO KEY UPDATE OF i`;
  return row;
}

/** The target of its hold again. */
export const targetOfRow = ({ scope, value }: Pick<OpenIncident, 'scope' | 'value'>): HoldTarget =>
  holdTargetSchema.parse(value === null ? { scope } : { scope, value });

export type Step = {
  step: IncidentStep;
  state: IncidentStepState;
  done: bigint;
  total: bigint | null;
  changedAt: Date;
};

export async function readSteps(tx: Pick<Tx, '$queryRaw'>, incidentId: string): Promise<Step[]> {
  return tx.$queryRaw<Step[]>`
    SELECT step, state, done, total, changed_at AS "changedAt" FROM vault.incident_steps
    WHERE incident_id = ${incidentId}::uuid ORDER BY place`;
}

export type StepChange = {
  state?: IncidentStepState;
  done?: number;
  total?: number;
  facts?: Record<string, string | number | boolean | null>;
  proof?: string;
  by?: string;
};

/** What is not named stays. `changed_at` is when its state or its proof last changed. */
export async function writeStep(
  tx: Pick<Tx, '$executeRaw'>,
  incidentId: string,
  step: IncidentStep,
  { state, done, total, facts = {}, proof, by }: StepChange,
): Promise<void> {
  await tx.$executeRaw`
    UPDATE vault.incident_steps SET
      changed_at = CASE WHEN state IS DISTINCT FROM coalesce(${state ?? null}::text, state) OR ${proof ?? null}::text IS NOT NULL
        THEN now() ELSE changed_at END,
      state = coalesce(${state ?? null}::text, state), done = coalesce(${done ?? null}::bigint, done),
      total = coalesce(${total ?? null}::bigint, total), facts = facts || ${JSON.stringify(facts)}::jsonb,
      proof = coalesce(${proof ?? null}::text, proof), "by" = coalesce(${by ?? null}::text, "by")
    WHERE incident_id = ${incidentId}::uuid AND step = ${step}`;
}

/** The signed report of a closed incident. */
export async function readReport(db: Pick<Tx, '$queryRaw'>, id: string): Promise<string | undefined> {
  const [row] = await db.$queryRaw<{ report: string | null }[]>`
    SELECT report FROM vault.incidents WHERE id = ${id}::uuid`;
  return row?.report ?? undefined;
}
