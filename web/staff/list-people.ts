import { Prisma } from '#lib/db/generated/client';
import type { StaffRole } from '#lib/db/generated/enums';
import { isLive } from '#lib/sessions/session';
import { readUuid } from '#lib/text/uuid';
import { assertStaffMay, type Viewer } from '#web/connections/staff-access';
import type { WebDb } from '#web/db/web-db';

export const PEOPLE_PAGE_SIZE = 50;

type Reader = Pick<WebDb, '$queryRaw'>;

/** Somebody on the staff, as the list shows them. */
export type StaffPersonRow = {
  id: string;
  name: string | null;
  email: string;
  role: StaffRole;
  createdAt: Date;
  disabledAt: Date | null;
  lastSignedInAt: Date | null;
  sessions: number;
  hasPasskey: boolean;
};

/** What the list and the page of one person have in common, with the alias p. */
export const PERSON_COLUMNS = Prisma.sql`
  p.id, p.name, p.email, p.role::text AS role, p.created_at AS "createdAt", p.disabled_at AS "disabledAt",
  p.last_signed_in_at AS "lastSignedInAt",
  (SELECT count(*)::int FROM public.staff_sessions AS session
    WHERE session.staff_id = p.id AND p.disabled_at IS NULL AND ${isLive('staff')}) AS sessions,
  EXISTS (SELECT 1 FROM public.staff_passkeys AS k WHERE k.staff_id = p.id) AS "hasPasskey"`;

/** The id of the last person of the page before; whatever is no id is the first page. */
export const parseAfter = (value: unknown): string | undefined =>
  typeof value === 'string' ? readUuid(value) : undefined;

export const peopleHref = (after?: string, path = '/staff/people'): string =>
  after === undefined ? path : `${path}?after=${after}`;

/**
 * One page of everybody on the staff, for any staff role: first those who may sign in, by address.
 *
 * @throws AppError FORBIDDEN
 */
export async function listPeople(
  db: Reader,
  viewer: Viewer,
  after: string | undefined,
  size = PEOPLE_PAGE_SIZE,
): Promise<{ rows: StaffPersonRow[]; next: string | undefined }> {
  assertStaffMay(viewer, 'view');
  const rows = await db.$queryRaw<StaffPersonRow[]>`
    SELECT ${PERSON_COLUMNS} FROM public.staff AS p WHERE ${beyond(after)}
     ORDER BY p.disabled_at IS NOT NULL, p.email LIMIT ${size + 1}::int`;
  const page = rows.slice(0, size);
  return { rows: page, next: rows.length > size ? page.at(-1)?.id : undefined };
}

/** After this person in the order of the list, with the alias p. */
export function beyond(after: string | undefined): Prisma.Sql {
  if (after === undefined) return Prisma.sql`true`;
  return Prisma.sql`(p.disabled_at IS NOT NULL, p.email) >
    (SELECT last.disabled_at IS NOT NULL, last.email FROM public.staff AS last WHERE last.id = ${after}::uuid)`;
}
