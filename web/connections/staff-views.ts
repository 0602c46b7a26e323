import { appendAudit } from '#lib/audit/append';
import { Prisma } from '#lib/db/generated/client';
import type { StaffSession } from '#lib/sessions/session';
import { toStorable } from '#lib/text/storable';
import type { WebDb } from '#web/db/web-db';
import { assertStaffMay } from './staff-access';
import { parseStaffFilter, type StaffFilter, staffListHref, staffListQuery } from './staff-filter';

export const VIEW_NAME_LENGTH = 60;
/** One person's views: enough for anybody, and few enough to be shown at once. */
const MAX_VIEWS = 50;

/** A list that a person has named. Its address is all there is to it, so a colleague can be sent it. */
export type StaffView = { id: string; name: string; href: string };

/** A person's own views, by name. */
export async function listViews(db: Pick<WebDb, 'staffView'>, staff: StaffSession): Promise<StaffView[]> {
  assertStaffMay(staff, 'view');
  const rows = await db.staffView.findMany({
    where: { staffId: staff.staffId },
    select: { id: true, name: true, query: true },
    orderBy: { name: 'asc' },
    take: MAX_VIEWS,
  });
  return rows.map(({ id, name, query }) => ({ id, name, href: staffListHref(filterIn(query)) }));
}

/** The filter that an address's query asks for. What a later version no longer understands is left out. */
export function filterIn(query: string): StaffFilter {
  const params = new URLSearchParams(query);
  const words = [...new Set(params.keys())].map((word): [string, string | string[]] => {
    const values = params.getAll(word);
    return [word, values.length === 1 ? (values[0] ?? '') : values];
  });
  return parseStaffFilter(Object.fromEntries(words));
}

export type SavedView = { kind: 'saved' } | { kind: 'no_name' } | { kind: 'full' };

/**
 * Names a list, or gives a name another list: filters, order and columns, without the page. `full`: the person has 50.
 *
 * @throws AppError FORBIDDEN
 */
export async function saveView(
  db: WebDb,
  staff: StaffSession,
  { name: given, filter }: { name: string; filter: StaffFilter },
): Promise<SavedView> {
  assertStaffMay(staff, 'view');
  const name = Array.from(toStorable(given).trim()).slice(0, VIEW_NAME_LENGTH).join('').trim();
  if (name === '') return { kind: 'no_name' };
  const query = staffListQuery(filter).toString();
  return db.$transaction(async (tx): Promise<SavedView> => {
    // two tabs of one person at once: one after the other, so that the bound holds
    await tx.$queryRaw`SELECT 1 FROM public.staff WHERE id = ${staff.staffId}::uuid FOR NO KEY UPDATE`;
    const written = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
      INSERT INTO public.staff_views AS v (staff_id, name, query)
      SELECT ${staff.staffId}::uuid, ${name}, ${query}
      WHERE (SELECT count(*) FROM public.staff_views WHERE staff_id = ${staff.staffId}::uuid AND name <> ${name}) < ${MAX_VIEWS}
      ON CONFLICT (staff_id, name) DO UPDATE SET query = excluded.query RETURNING id`);
    const [view] = written;
    if (view === undefined) return { kind: 'full' };
    await appendAudit(tx, {
      action: 'staff_view.saved',
      actor: actorOf(staff),
      detail: { viewId: view.id },
      personal: { name, query },
    });
    return { kind: 'saved' };
  });
}

/** Removes one of the person's own views; of another's, or of none, nothing. */
export async function removeView(db: WebDb, staff: StaffSession, id: string): Promise<void> {
  assertStaffMay(staff, 'view');
  await db.$transaction(async (tx) => {
    const { count } = await tx.staffView.deleteMany({ where: { id, staffId: staff.staffId } });
    if (count === 0) return;
    await appendAudit(tx, { action: 'staff_view.removed', actor: actorOf(staff), detail: { viewId: id } });
  });
}

function actorOf({ staffId, role, name, email }: StaffSession) {
  return { kind: 'staff', id: staffId, role, name, email } as const;
}
