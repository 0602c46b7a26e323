import type { Db } from '#lib/db/client';
import { Prisma } from '#lib/db/generated/client';
import type { ConnectionReason, ConnectionStatus, Environment, ProfileType } from '#lib/db/generated/enums';
import type { Cursor } from './cursor';
import { assertStaffMay, type Viewer } from './staff-access';
import type { StaffFilter } from './staff-filter';
import { matchesSearch } from './staff-search';

/** The one thing the staff's reads need of the database; no model, so no token column, can be named through it. */
export type Reader = Pick<Db, '$queryRaw'>;

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
};

export type StaffListPage = {
  rows: StaffListRow[];
  /** Cursors of the neighbouring pages; undefined where there is none. */
  newer: Cursor | undefined;
  older: Cursor | undefined;
};

/** How many connections match the search and environment, by status: the filter's own status is left out. */
export type StatusCounts = Record<ConnectionStatus, number> & { all: number };

/**
 * One page of all connections, newest first, for any staff role.
 * The order is (created_at, id), so that rows made meanwhile neither repeat nor hide another.
 *
 * @throws AppError FORBIDDEN
 */
export async function listStaffConnections(
  reader: Reader,
  viewer: Viewer,
  filter: StaffFilter,
  pageSize: number = STAFF_PAGE_SIZE,
): Promise<StaffListPage> {
  assertStaffMay(viewer, 'view');
  const { position } = filter;
  if (position?.direction === 'before') {
    const rows = await readRows(reader, filter, { ...position, limit: pageSize + 1 });
    // A short page on the way back means the start was reached: show a full first page instead.
    if (rows.length > pageSize)
      return toPage(rows.slice(0, pageSize).reverse(), { newer: true, older: true });
    return listStaffConnections(reader, viewer, { ...filter, position: undefined }, pageSize);
  }
  const rows = await readRows(reader, filter, {
    direction: 'after',
    cursor: position?.cursor,
    limit: pageSize + 1,
  });
  const page = rows.slice(0, pageSize);
  return toPage(page, { newer: position !== undefined, older: rows.length > pageSize });
}

/**
 * Counts by status under the same search and environment as the list.
 *
 * @throws AppError FORBIDDEN
 */
export async function countByStatus(
  reader: Reader,
  viewer: Viewer,
  filter: StaffFilter,
): Promise<StatusCounts> {
  assertStaffMay(viewer, 'view');
  const rows = await reader.$queryRaw<{ status: ConnectionStatus; count: number }[]>`
    SELECT c.status, count(*)::int AS count FROM public.connections c
    WHERE ${conditions({ ...filter, status: undefined })} GROUP BY c.status`;
  const counts: StatusCounts = { active: 0, needs_reconnect: 0, disconnected: 0, all: 0 };
  for (const { status, count } of rows) {
    counts[status] = count;
    counts.all += count;
  }
  return counts;
}

type Stretch = { direction: 'after' | 'before'; cursor: Cursor | undefined; limit: number };

function readRows(reader: Reader, filter: StaffFilter, stretch: Stretch): Promise<StaffListRow[]> {
  const { cursor, direction, limit } = stretch;
  const from = cursor === undefined ? Prisma.sql`true` : beyond(direction, cursor);
  const order =
    direction === 'after' ? Prisma.sql`c.created_at DESC, c.id DESC` : Prisma.sql`c.created_at ASC, c.id ASC`;
  return reader.$queryRaw<StaffListRow[]>`
    SELECT c.id, c.status::text AS status, c.reason::text AS reason, c.frozen_at IS NOT NULL AS frozen,
      c.environment::text AS environment, c.profile_id AS "profileId", c.profile_type::text AS "profileType",
      c.profile_name AS "profileName", p.name AS "customerName", p.email AS "customerEmail",
      c.created_at AS "createdAt", c.last_checked_at AS "lastCheckedAt", c.last_check AS "lastCheck"
    FROM public.connections c JOIN public.customers p ON p.id = c.customer_id
    WHERE ${conditions(filter)} AND ${from} ORDER BY ${order} LIMIT ${limit}`;
}

function beyond(direction: 'after' | 'before', { at, id }: Cursor): Prisma.Sql {
  const place = Prisma.sql`(${at}::timestamptz, ${id}::uuid)`;
  return direction === 'after'
    ? Prisma.sql`(c.created_at, c.id) < ${place}`
    : Prisma.sql`(c.created_at, c.id) > ${place}`;
}

function conditions(filter: StaffFilter): Prisma.Sql {
  const all = [
    ...(filter.search === '' ? [] : [matchesSearch(filter.search)]),
    ...(filter.status === undefined
      ? []
      : [Prisma.sql`c.status = ${filter.status}::public.connection_status`]),
    ...(filter.environment === undefined
      ? []
      : [Prisma.sql`c.environment = ${filter.environment}::public.environment`]),
  ];
  return all.length === 0 ? Prisma.sql`true` : Prisma.join(all, ' AND ');
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
