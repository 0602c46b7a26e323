import type { HoldScope } from '#lib/contract/holds';
import {
  type EndedSessions,
  type IncidentCounts,
  type IncidentStep,
  type IncidentStepState,
  incidentCountsSchema,
} from '#lib/contract/incidents';
import { readUuid } from '#lib/text/uuid';
import { assertStaffMay, type Viewer } from '#web/connections/staff-access';
import type { WebDb } from '#web/db/web-db';

export type ListedIncident = {
  id: string;
  scope: HoldScope;
  value: string | null;
  keyName: string | null;
  isDrill: boolean;
  placedAt: Date;
  firstName: string;
  secondName: string | null;
  closedAt: Date | null;
  holdId: string;
  /** Of its hold, while that is in force. */
  releasedPercent: number;
};

export type StepView = {
  step: IncidentStep;
  place: number;
  state: IncidentStepState;
  done: number;
  total: number | null;
  facts: Readonly<Record<string, unknown>>;
  proof: string | null;
  by: string | null;
  changedAt: Date;
};

export type IncidentView = ListedIncident & {
  reason: string;
  since: Date | null;
  endSessions: EndedSessions;
  revokeKeys: boolean;
  counts: IncidentCounts;
  closedBy: string | null;
  holdReleasedAt: Date | null;
  steps: StepView[];
};

type Db = Pick<WebDb, '$queryRaw'>;

const MOST_LISTED = 50;

/**
 * Incidents, the newest first, for any staff role.
 *
 * @throws AppError FORBIDDEN
 */
export async function listIncidents(db: Db, viewer: Viewer): Promise<ListedIncident[]> {
  assertStaffMay(viewer, 'view');
  return db.$queryRaw<ListedIncident[]>`
    SELECT id::text AS id, scope, value, key_name AS "keyName", is_drill AS "isDrill", placed_at AS "placedAt",
      first_name AS "firstName", second_name AS "secondName", closed_at AS "closedAt", hold_id::text AS "holdId",
      released_percent AS "releasedPercent"
    FROM public.incidents_for_staff AS i ORDER BY i.placed_at DESC, i.id DESC LIMIT ${MOST_LISTED}`;
}

/** @throws AppError FORBIDDEN */
export async function readIncident(db: Db, viewer: Viewer, text: string): Promise<IncidentView | undefined> {
  assertStaffMay(viewer, 'view');
  const id = readUuid(text);
  if (id === undefined) return undefined;
  const [row] = await db.$queryRaw<(Omit<IncidentView, 'steps'> & { counts: unknown })[]>`
    SELECT id::text AS id, scope, value, key_name AS "keyName", is_drill AS "isDrill", placed_at AS "placedAt",
      first_name AS "firstName", second_name AS "secondName", closed_at AS "closedAt", reason, suspected_since AS since,
      end_sessions AS "endSessions", revoke_keys AS "revokeKeys", counts, closed_by AS "closedBy",
      hold_id::text AS "holdId", released_percent AS "releasedPercent", hold_released_at AS "holdReleasedAt"
    FROM public.incidents_for_staff WHERE id = ${id}::uuid`;
  if (row === undefined) return undefined;
  const steps = await db.$queryRaw<StepView[]>`
    SELECT step, place, state, done::float8 AS done, total::float8 AS total, facts, proof, "by", changed_at AS "changedAt"
    FROM public.incident_steps_for_staff WHERE incident_id = ${id}::uuid ORDER BY place`;
  return { ...row, counts: incidentCountsSchema.parse(row.counts), steps };
}

/**
 * The incident that two people placed by this approval; undefined where it placed none.
 *
 * @throws AppError FORBIDDEN
 */
export async function findIncidentOf(
  db: Db,
  viewer: Viewer,
  approvalId: string,
): Promise<string | undefined> {
  assertStaffMay(viewer, 'view');
  const [row] = await db.$queryRaw<{ id: string }[]>`
    SELECT id::text AS id FROM public.incidents_for_staff WHERE approval_id = ${approvalId}::uuid`;
  return row?.id;
}

/**
 * The signed report of a closed incident, byte by byte.
 *
 * @throws AppError FORBIDDEN
 */
export async function readReport(db: Db, viewer: Viewer, text: string): Promise<string | undefined> {
  assertStaffMay(viewer, 'view');
  const id = readUuid(text);
  if (id === undefined) return undefined;
  const [row] = await db.$queryRaw<{ report: string }[]>`
    SELECT report FROM public.incident_reports WHERE incident_id = ${id}::uuid`;
  return row?.report;
}
