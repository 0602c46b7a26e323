import { type IncidentTwoPersonAct, incidentTwoPersonActSchema } from '#lib/contract/incidents';
import { readUuid } from '#lib/text/uuid';
import { assertStaffMay, type Viewer } from '#web/connections/staff-access';
import type { WebDb } from '#web/db/web-db';

/** An incident that waits for a second person, or did. What else does has a page of its own (web/bulk). */
export type WaitingApproval = {
  id: string;
  act: IncidentTwoPersonAct;
  firstStaffId: string;
  firstName: string;
  createdAt: Date;
  expiresAt: Date;
  state: 'waiting' | 'approved' | 'refused' | 'withdrawn' | 'expired';
  secondName: string | null;
};

type Db = Pick<WebDb, '$queryRaw'>;
type Row = Omit<WaitingApproval, 'act'> & { body: unknown };

const MOST_WAITING = 50;

/**
 * What waits for a second person, the oldest first, for any staff role.
 *
 * @throws AppError FORBIDDEN
 */
export async function listWaiting(db: Db, viewer: Viewer): Promise<WaitingApproval[]> {
  assertStaffMay(viewer, 'view');
  const rows = await db.$queryRaw<Row[]>`
    SELECT id::text AS id, body, first_staff_id::text AS "firstStaffId", first_name AS "firstName",
      created_at AS "createdAt", expires_at AS "expiresAt", state, second_name AS "secondName"
    FROM public.second_approvals_for_staff WHERE state = 'waiting' AND act LIKE 'incident.%' ORDER BY created_at LIMIT ${MOST_WAITING}`;
  return rows.map(toApproval);
}

/**
 * One of them, whatever became of it.
 *
 * @throws AppError FORBIDDEN
 */
export async function readApproval(
  db: Db,
  viewer: Viewer,
  text: string,
): Promise<WaitingApproval | undefined> {
  assertStaffMay(viewer, 'view');
  const id = readUuid(text);
  if (id === undefined) return undefined;
  const [row] = await db.$queryRaw<Row[]>`
    SELECT id::text AS id, body, first_staff_id::text AS "firstStaffId", first_name AS "firstName",
      created_at AS "createdAt", expires_at AS "expiresAt", state, second_name AS "secondName"
    FROM public.second_approvals_for_staff WHERE id = ${id}::uuid AND act LIKE 'incident.%'`;
  return row && toApproval(row);
}

function toApproval({ body, ...rest }: Row): WaitingApproval {
  return { ...rest, act: incidentTwoPersonActSchema.parse(body) };
}
