import { type MoneyState, moneyMovement } from '#lib/contract/standings';
import { Prisma } from '#lib/db/generated/client';
import type { ConnectionReason, ConnectionStatus, Environment, ProfileType } from '#lib/db/generated/enums';
import { type StandingsOf, standingsFor } from '#lib/standings/standings-for';
import type { Cursor } from '#lib/text/cursor';
import { assertStaffMay, type Viewer } from './staff-access';
import { countByStatus, type StatusCounts } from './staff-counts';
import type { StaffFilter } from './staff-filter';
import { order, SCANNED, type Stretch, scope } from './staff-scan';
import { type Found, findMatches, isMatch, type Reader, type SearchReader } from './staff-search';

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
  customerName: string | null;
  customerEmail: string;
  createdAt: Date;
  lastCheckedAt: Date | null;
  lastCheck: string | null;
  /** Whether money can move (W16). */
  money: MoneyState;
};

type Row = Omit<StaffListRow, 'money'> & StandingsOf & { connectedAt: Date };

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
  const found = filter.search === '' ? undefined : await findMatches(reader, filter.search);
  const [page, counts] = await Promise.all([
    listStaffConnections(reader, viewer, filter, STAFF_PAGE_SIZE, found),
    countByStatus(reader, viewer, filter, found),
  ]);
  return { page, counts };
}

/**
 * One page of all connections, newest first, for any staff role.
 * The order is (created_at, id), so that rows made meanwhile neither repeat nor hide another.
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
  const matches = filter.search === '' ? undefined : (found ?? (await findMatches(reader, filter.search)));
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
  rows: StaffListRow[];
  /** Where a search stopped before it had read everything; the next page goes on from here. */
  end?: Cursor | undefined;
};

async function readStretch(
  reader: Reader,
  filter: StaffFilter,
  stretch: Stretch,
  found: Found | undefined,
): Promise<Read> {
  const inOrder = Prisma.sql`WHERE ${scope(filter, stretch)} ORDER BY ${order(stretch.direction)}`;
  if (found === undefined) {
    return { rows: await readRows(reader, Prisma.sql`public.connections AS c ${inOrder}`, stretch) };
  }
  if (found.isComplete) return { rows: await readMatches(reader, filter, stretch, found) };
  const newest = Prisma.sql`(SELECT * FROM public.connections AS c ${inOrder} LIMIT ${SCANNED}) AS c`;
  const scanned = await readRows(
    reader,
    Prisma.sql`${newest} WHERE ${isMatch(found.folded)} ORDER BY ${order(stretch.direction)}`,
    stretch,
  );
  if (scanned.length === stretch.limit) return { rows: scanned };
  const [end] = await reader.$queryRaw<Cursor[]>`
    SELECT c.created_at AS at, c.id FROM public.connections AS c ${inOrder} OFFSET ${SCANNED - 1} LIMIT 1`;
  if (end === undefined) return { rows: scanned };
  const known = await readMatches(reader, filter, stretch, found);
  return { rows: merge(scanned, known, stretch), end };
}

/** A stretch of what an index has found. */
async function readMatches(
  reader: Reader,
  filter: StaffFilter,
  stretch: Stretch,
  { matches }: Found,
): Promise<StaffListRow[]> {
  if (matches.length === 0) return [];
  const ids = matches.map(({ id }) => id);
  const source = Prisma.sql`public.connections AS c WHERE c.id = ANY (${ids}::uuid[]) AND ${scope(filter, stretch)}
    ORDER BY ${order(stretch.direction)}`;
  return readRows(reader, source, stretch);
}

function merge(
  scanned: StaffListRow[],
  known: StaffListRow[],
  { direction, limit }: Stretch,
): StaffListRow[] {
  const rows = [...new Map([...scanned, ...known].map((row) => [row.id, row])).values()];
  const sign = direction === 'after' ? -1 : 1;
  const compare = (a: StaffListRow, b: StaffListRow) =>
    a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1);
  return rows.sort((a, b) => sign * compare(a, b)).slice(0, limit);
}

/** @param source connections with the alias c, in order; the page is cut before the customers are looked up. */
async function readRows(
  reader: Reader,
  source: Prisma.Sql,
  { direction, limit }: Stretch,
): Promise<StaffListRow[]> {
  const rows = await reader.$queryRaw<Row[]>`
    SELECT c.id, c.status::text AS status, c.reason::text AS reason, c.frozen_at IS NOT NULL AS frozen,
      c.environment::text AS environment, c.profile_id AS "profileId", c.wise_user_id AS "wiseUserId", c.connected_at AS "connectedAt", c.profile_type::text AS "profileType",
      c.profile_name AS "profileName", p.name AS "customerName", p.email AS "customerEmail",
      c.created_at AS "createdAt", c.last_checked_at AS "lastCheckedAt", c.last_check AS "lastCheck"
    FROM (SELECT c.* FROM ${source} LIMIT ${limit}) AS c JOIN public.customers AS p ON p.id = c.customer_id
    ORDER BY ${order(direction)}`;
  const standingsOf = await standingsFor(reader, rows);
  return rows.map(({ connectedAt, wiseUserId, ...row }) => ({
    ...row,
    money: moneyMovement(standingsOf({ ...row, wiseUserId }), connectedAt).state,
  }));
}

function toPage(rows: StaffListRow[], has: { newer: boolean; older: boolean }): StaffListPage {
  return {
    rows,
    newer: has.newer ? cursorOf(rows.at(0)) : undefined,
    older: has.older ? cursorOf(rows.at(-1)) : undefined,
  };
}

function cursorOf(row: StaffListRow | undefined): Cursor | undefined {
  return row === undefined ? undefined : { at: row.createdAt, id: row.id };
}
