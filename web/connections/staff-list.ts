import { type MoneyState, moneyMovement } from '#lib/contract/standings';
import { Prisma } from '#lib/db/generated/client';
import type { ConnectionReason, ConnectionStatus, Environment, ProfileType } from '#lib/db/generated/enums';
import { type StandingsOf, standingsFor } from '#lib/standings/standings-for';
import type { Cursor } from '#lib/text/cursor';
import { CUSTOMER_NAME } from '#web/customers/customer-name';
import { assertStaffMay, type Viewer } from './staff-access';
import { type Found, findCandidates } from './staff-candidates';
import { allOf } from './staff-conditions';
import { countByStatus, type StatusCounts } from './staff-counts';
import type { StaffFilter } from './staff-filter';
import { among, conditionsFor, inOrder, isDescending, order, planOf, type Stretch } from './staff-scan';
import type { Reader, SearchReader } from './staff-search';

export const STAFF_PAGE_SIZE = 50;

export type StaffListRow = {
  id: string;
  status: ConnectionStatus;
  reason: ConnectionReason | null;
  frozen: boolean;
  environment: Environment;
  profileId: string;
  profileType: ProfileType;
  profileName: string;
  customerId: string;
  customerName: string | null;
  customerEmail: string;
  createdAt: Date;
  lastCheckedAt: Date | null;
  lastCheck: string | null;
  statusChangedAt: Date;
  /** By an API key, a minute ago at the latest; null: never. */
  lastUsedAt: Date | null;
  owner: { id: string; name: string | null; email: string } | null;
  hasNote: boolean;
  /** Whether money can move (W16). */
  money: MoneyState;
};

type Row = Omit<StaffListRow, 'money' | 'owner'> &
  StandingsOf & {
    connectedAt: Date;
    sortAt: Date;
    ownerId: string | null;
    ownerName: string | null;
    ownerEmail: string | null;
  };

/** A row of the list with its place in it. */
type Placed = StaffListRow & { sortAt: Date };

export type StaffListPage = {
  rows: StaffListRow[];
  /** Cursors of the neighbouring pages; undefined where there is none. */
  newer: Cursor | undefined;
  older: Cursor | undefined;
  /** The search was broken off: there may be more matches than these, also between them. */
  isPartial?: boolean;
};

/** Everything the staff's list shows, with one search for both. */
export async function readStaffList(
  reader: SearchReader,
  viewer: Viewer,
  filter: StaffFilter,
): Promise<{ page: StaffListPage; counts: StatusCounts }> {
  assertStaffMay(viewer, 'view');
  const found = await findCandidates(reader, filter);
  const [page, counts] = await Promise.all([
    listStaffConnections(reader, viewer, filter, STAFF_PAGE_SIZE, found),
    countByStatus(reader, viewer, filter, found),
  ]);
  return { page, counts };
}

/**
 * One page of all connections in the order that was asked for, for any staff role.
 * The order ends with the id, so that rows made meanwhile neither repeat nor hide another.
 *
 * @param found what the search has found, for a caller that knows it already.
 * @throws AppError FORBIDDEN
 */
export async function listStaffConnections(
  reader: SearchReader,
  viewer: Viewer,
  filter: StaffFilter,
  pageSize: number = STAFF_PAGE_SIZE,
  found?: Found,
): Promise<StaffListPage> {
  assertStaffMay(viewer, 'view');
  const matches = found ?? (await findCandidates(reader, filter));
  const { position } = filter;
  const limit = pageSize + 1;
  if (position?.direction === 'before') {
    const { rows, end } = await readStretch(reader, filter, { ...position, limit }, matches);
    if (rows.length <= pageSize && end !== undefined) {
      return { ...toPage(rows.toReversed(), { newer: false, older: true }), newer: end, isPartial: true };
    }
    // A short page on the way back means the start was reached: show a full first page instead.
    if (rows.length > pageSize)
      return toPage(rows.slice(0, pageSize).reverse(), { newer: true, older: true });
    return listStaffConnections(reader, viewer, { ...filter, position: undefined }, pageSize, matches);
  }
  const stretch: Stretch = { direction: 'after', cursor: position?.cursor, limit };
  const { rows, end } = await readStretch(reader, filter, stretch, matches);
  const page = toPage(rows.slice(0, pageSize), {
    newer: position !== undefined,
    older: rows.length > pageSize,
  });
  return end === undefined ? page : { ...page, older: page.older ?? end, isPartial: true };
}

type Read = {
  rows: Placed[];
  /** Where a filter stopped before it had read everything; the next page goes on from here. */
  end?: Cursor | undefined;
};

async function readStretch(
  reader: Reader,
  filter: StaffFilter,
  stretch: Stretch,
  found: Found | undefined,
): Promise<Read> {
  if (found?.isComplete === true) return { rows: await readMatches(reader, filter, stretch, found) };
  const plan = planOf(filter, found?.folded);
  const by = order(filter.sort, stretch.direction);
  if (plan.rest.length === 0) {
    return { rows: await readRows(reader, filter, stretch, inOrder(plan, stretch, stretch.limit)) };
  }
  const scan = inOrder(plan, stretch, plan.scanned);
  const scanned = await readRows(reader, filter, stretch, Prisma.sql`${scan} WHERE ${allOf(plan.rest)}`);
  if (scanned.length === stretch.limit) return { rows: scanned };
  const [end] = await reader.$queryRaw<Cursor[]>`
    SELECT c.sort_at AS at, c.id FROM ${scan} ORDER BY ${by} OFFSET ${plan.scanned - 1} LIMIT 1`;
  if (end === undefined) return { rows: scanned };
  const known = found === undefined ? [] : await readMatches(reader, filter, stretch, found);
  return { rows: merge(scanned, known, filter, stretch), end };
}

/** A stretch of what an index has found. */
async function readMatches(
  reader: Reader,
  filter: StaffFilter,
  stretch: Stretch,
  { matches, folded }: Found,
): Promise<Placed[]> {
  if (matches.length === 0) return [];
  const ids = matches.map(({ id }) => id);
  return readRows(reader, filter, stretch, among(ids, filter.sort, conditionsFor(filter, folded), stretch));
}

function merge(scanned: Placed[], known: Placed[], { sort }: StaffFilter, stretch: Stretch): Placed[] {
  const rows = [...new Map([...scanned, ...known].map((row) => [row.id, row])).values()];
  const sign = isDescending(sort, stretch.direction) ? -1 : 1;
  const compare = (a: Placed, b: Placed) => a.sortAt.getTime() - b.sortAt.getTime() || (a.id < b.id ? -1 : 1);
  return rows.sort((a, b) => sign * compare(a, b)).slice(0, stretch.limit);
}

/** @param source connections with the alias c and sort_at; the page is cut before anything else is looked up. */
async function readRows(
  reader: Reader,
  { sort }: StaffFilter,
  { direction, limit }: Stretch,
  source: Prisma.Sql,
): Promise<Placed[]> {
  const by = order(sort, direction);
  const rows = await reader.$queryRaw<Row[]>`
    SELECT c.id, c.status::text AS status, c.reason::text AS reason, c.frozen_at IS NOT NULL AS frozen,
      c.environment::text AS environment, c.profile_id AS "profileId", c.wise_user_id AS "wiseUserId", c.connected_at AS "connectedAt", c.profile_type::text AS "profileType",
      c.profile_name AS "profileName", c.customer_id AS "customerId", ${CUSTOMER_NAME} AS "customerName", p.email AS "customerEmail",
      c.created_at AS "createdAt", c.last_checked_at AS "lastCheckedAt", c.last_check AS "lastCheck",
      c.status_changed_at AS "statusChangedAt", c.sort_at AS "sortAt", nullif(u.used_at, 'epoch') AS "lastUsedAt",
      o.id AS "ownerId", o.name AS "ownerName", o.email AS "ownerEmail",
      EXISTS (SELECT FROM public.connection_notes AS n WHERE n.connection_id = c.id OFFSET 0) AS "hasNote"
    FROM (SELECT c.* FROM ${source} ORDER BY ${by} LIMIT ${limit}) AS c
      JOIN public.customers AS p ON p.id = c.customer_id
      LEFT JOIN public.connection_last_use AS u ON u.connection_id = c.id
      LEFT JOIN LATERAL (SELECT owner_staff_id FROM public.connection_follow_up WHERE connection_id = c.id OFFSET 0) AS f ON true
      LEFT JOIN public.staff AS o ON o.id = f.owner_staff_id
    ORDER BY ${by}`;
  const standingsOf = await standingsFor(reader, rows);
  return rows.map(({ connectedAt, wiseUserId, ownerId, ownerName, ownerEmail, ...row }) => ({
    ...row,
    owner:
      ownerId === null || ownerEmail === null ? null : { id: ownerId, name: ownerName, email: ownerEmail },
    money: moneyMovement(standingsOf({ ...row, wiseUserId }), connectedAt).state,
  }));
}

function toPage(rows: Placed[], has: { newer: boolean; older: boolean }): StaffListPage {
  return {
    rows,
    newer: has.newer ? cursorOf(rows.at(0)) : undefined,
    older: has.older ? cursorOf(rows.at(-1)) : undefined,
  };
}

function cursorOf(row: Placed | undefined): Cursor | undefined {
  return row === undefined ? undefined : { at: row.sortAt, id: row.id };
}
