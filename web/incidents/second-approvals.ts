import { isAllowed } from '#lib/contract/people';
import { type SecondAct, secondActSchema } from '#lib/contract/second-approvals';
import { Prisma } from '#lib/db/generated/client';
import { readUuid } from '#lib/text/uuid';
import { assertStaffMay, type Viewer } from '#web/connections/staff-access';
import type { WebDb } from '#web/db/web-db';

/** An act that waits for a second person, or did. */
export type WaitingApproval<Act extends SecondAct = SecondAct> = {
  id: string;
  act: Act;
  firstStaffId: string;
  firstName: string;
  createdAt: Date;
  expiresAt: Date;
  state: 'waiting' | 'approved' | 'refused' | 'withdrawn' | 'expired';
  secondName: string | null;
  /** Where it is read and decided: a list of connections has a page of its own, with everything that is in it. */
  href: string;
  /** Whether whoever looks could be the second person. */
  isForViewer: boolean;
};

type Db = Pick<WebDb, '$queryRaw'>;
type Row = Omit<WaitingApproval, 'act' | 'href' | 'isForViewer'> & { body: unknown };

type Person = Viewer & { staffId: string };

const REQUESTS = Prisma.sql`
    SELECT id::text AS id, body, first_staff_id::text AS "firstStaffId", first_name AS "firstName",
      created_at AS "createdAt", expires_at AS "expiresAt", state, second_name AS "secondName"
    FROM public.second_approvals_for_staff`;

const MOST_WAITING = 50;
const MOST_TURNED_DOWN = 10;

/**
 * What waits for a second person, the oldest first, for any staff role.
 *
 * @throws AppError FORBIDDEN
 */
export async function listWaiting(db: Db, viewer: Person): Promise<WaitingApproval[]> {
  assertStaffMay(viewer, 'view');
  const rows = await db.$queryRaw<Row[]>`
    ${REQUESTS} WHERE state = 'waiting' ORDER BY created_at LIMIT ${MOST_WAITING}`;
  return rows.map((row) => toApproval(row, viewer));
}

/**
 * What the viewer asked for in the last week and nobody approved, the newest first: no message says so.
 *
 * @throws AppError FORBIDDEN
 */
export async function listTurnedDown(db: Db, viewer: Person): Promise<WaitingApproval[]> {
  assertStaffMay(viewer, 'view');
  const rows = await db.$queryRaw<Row[]>`
    ${REQUESTS}
    WHERE first_staff_id = ${viewer.staffId}::uuid AND state IN ('refused', 'expired')
      AND created_at > now() - interval '7 days'
    ORDER BY created_at DESC LIMIT ${MOST_TURNED_DOWN}`;
  return rows.map((row) => toApproval(row, viewer));
}

/**
 * One of them, whatever became of it.
 *
 * @throws AppError FORBIDDEN
 */
export async function readApproval(
  db: Db,
  viewer: Person,
  text: string,
): Promise<WaitingApproval | undefined> {
  assertStaffMay(viewer, 'view');
  const id = readUuid(text);
  if (id === undefined) return undefined;
  const [row] = await db.$queryRaw<Row[]>`
    ${REQUESTS} WHERE id = ${id}::uuid`;
  return row && toApproval(row, viewer);
}

function toApproval({ body, ...row }: Row, { staffId, role }: Person): WaitingApproval {
  const act = secondActSchema.parse(body);
  const isList = act.act === 'bulk.start';
  return {
    ...row,
    act,
    href: isList ? `/staff/connections/bulk/${act.bulkActId}` : `/staff/second-approvals/${row.id}`,
    isForViewer:
      row.firstStaffId !== staffId && isAllowed(role, isList ? 'approve_bulk_act' : 'run_incident'),
  };
}
