import { isAllowed } from '#lib/contract/people';
import { readUuid } from '#lib/text/uuid';
import { assertStaffMay, type Viewer } from '#web/connections/staff-access';
import type { WebDb } from '#web/db/web-db';
import { listSessions, type SessionView } from '#web/sessions/list-sessions';
import { PERSON_COLUMNS, type StaffPersonRow } from './list-people';

type Reader = Pick<WebDb, '$queryRaw'>;

/** Somebody on the staff, as their page shows them. */
export type StaffPersonView = StaffPersonRow & {
  /** Identity providers at which they have an account with us. */
  issuers: string[];
  /** What they did last, apart from signing in and out. */
  lastActAt: Date | null;
};

/**
 * One person on the staff, for any staff role.
 *
 * @throws AppError FORBIDDEN
 */
export async function readPerson(
  db: Reader,
  viewer: Viewer,
  id: string,
): Promise<StaffPersonView | undefined> {
  assertStaffMay(viewer, 'view');
  // the id stands in an address
  if (readUuid(id) === undefined) return undefined;
  const [person] = await db.$queryRaw<StaffPersonView[]>`
    SELECT ${PERSON_COLUMNS},
      ARRAY(SELECT a.issuer FROM public.staff_accounts AS a
        WHERE a.staff_id = p.id AND a.type = 'oauth' ORDER BY a.issuer) AS issuers,
      (SELECT a.at FROM public.audit_entries AS a
        WHERE a.actor_kind = 'staff' AND a.action NOT LIKE 'session.%' AND a.actor_id = p.id::text
        ORDER BY a.id DESC LIMIT 1) AS "lastActAt"
      FROM public.staff AS p WHERE p.id = ${id}::uuid`;
  return person;
}

/** A colleague's sessions, for those who may end them; nobody else sees where somebody works. */
export async function listSessionsOfColleague(
  db: Reader,
  viewer: Viewer,
  id: string,
): Promise<SessionView[]> {
  if (!isAllowed(viewer.role, 'manageStaff')) return [];
  return listSessions(db, 'staff', id);
}
