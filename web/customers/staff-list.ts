import { Prisma } from '#lib/db/generated/client';
import type { ConnectionStatus, Environment } from '#lib/db/generated/enums';
import type { Cursor } from '#lib/text/cursor';
import { assertStaffMay, type Viewer } from '#web/connections/staff-access';
import { CUSTOMER_NAME } from './customer-name';
import { MOST_ERASURES } from './staff-erasure';
import type { CustomerFilter } from './staff-filter';
import { findByIndex, isMatch, type Reader, type SearchReader } from './staff-search';

const PAGE_SIZE = 50;
/** How many customers a search reads that no index answers: some 20 ms of the database. */
const SCANNED = 10_000;
/** A customer's connections are counted up to here. */
const MAX_COUNTED = 100;

export type StaffCustomerRow = {
  id: string;
  name: string | null;
  email: string;
  createdAt: Date;
  lastSignedInAt: Date | null;
  /** By status, of the latest MAX_COUNTED. */
  connections: Record<ConnectionStatus, number>;
  /** There are more connections than were counted. */
  hasMore: boolean;
};

export type StaffCustomerPage = {
  rows: StaffCustomerRow[];
  older: Cursor | undefined;
  /** The search was broken off: there may be more matches than these, also between them. */
  isPartial: boolean;
};

/**
 * One page of all customers, newest first, for any staff role. Reads a bounded number of rows, however many there are.
 *
 * @throws AppError FORBIDDEN
 */
export async function listStaffCustomers(
  reader: SearchReader,
  viewer: Viewer,
  filter: CustomerFilter,
): Promise<StaffCustomerPage> {
  assertStaffMay(viewer, 'view');
  const { environment } = filter;
  const beyond = place(filter.after);
  if (filter.asksErasure) {
    const wanted = filter.search === '' ? beyond : Prisma.sql`${isMatch(filter.search)} AND ${beyond}`;
    return toPage(await readRows(reader, environment, wanted, ERASURES_ASKED));
  }
  if (filter.search === '') return toPage(await readRows(reader, environment, beyond));
  const scanned = await readRows(reader, environment, isMatch(filter.search), newest(beyond));
  if (scanned.length > PAGE_SIZE) return toPage(scanned);
  const ids = await findByIndex(reader, filter.search);
  if (ids !== undefined)
    return toPage(await readRows(reader, environment, Prisma.sql`p.id = ANY (${ids}::uuid[]) AND ${beyond}`));
  const end = await endOfScan(reader, beyond);
  return { rows: scanned, older: end, isPartial: end !== undefined };
}

/**
 * Those who wait longest, as Home counts them (staff-erasure.ts). Lateral with an OFFSET, so that each request looks its customer
 * up: a join might read all customers.
 */
const ERASURES_ASKED = Prisma.sql`(SELECT w.* FROM public.erasure_requests AS r, LATERAL (
    SELECT * FROM public.customers AS c WHERE c.id = r.customer_id OFFSET 0) AS w
  WHERE w.erasure_began_at IS NULL ORDER BY r.asked_at LIMIT ${MOST_ERASURES})`;

/** Customers whom a search reads one by one, newest first, with the alias p. */
function newest(beyond: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(SELECT * FROM public.customers AS p WHERE ${beyond}
    ORDER BY p.created_at DESC, p.id DESC LIMIT ${SCANNED})`;
}

async function endOfScan(reader: Reader, beyond: Prisma.Sql): Promise<Cursor | undefined> {
  const [end] = await reader.$queryRaw<Cursor[]>`
    SELECT p.created_at AS at, p.id FROM public.customers AS p WHERE ${beyond}
    ORDER BY p.created_at DESC, p.id DESC OFFSET ${SCANNED - 1} LIMIT 1`;
  return end;
}

type Row = Omit<StaffCustomerRow, 'connections' | 'hasMore'> & Record<ConnectionStatus, number>;

async function readRows(
  reader: Reader,
  environment: Environment | undefined,
  condition: Prisma.Sql,
  source = Prisma.sql`public.customers`,
): Promise<StaffCustomerRow[]> {
  const ofEnvironment =
    environment === undefined
      ? Prisma.sql`true`
      : Prisma.sql`c.environment = ${environment}::public.environment`;
  const rows = await reader.$queryRaw<Row[]>`
    SELECT p.id, ${CUSTOMER_NAME} AS name, p.email, p.created_at AS "createdAt", p.last_signed_in_at AS "lastSignedInAt", counted.*
    FROM (SELECT p.* FROM ${source} AS p WHERE ${condition}
      ORDER BY p.created_at DESC, p.id DESC LIMIT ${PAGE_SIZE + 1}) AS p,
    LATERAL (SELECT (count(*) FILTER (WHERE status = 'active'))::int AS active,
        (count(*) FILTER (WHERE status = 'needs_reconnect'))::int AS needs_reconnect,
        (count(*) FILTER (WHERE status = 'disconnected'))::int AS disconnected
      FROM (SELECT c.status FROM public.connections AS c WHERE c.customer_id = p.id AND ${ofEnvironment}
        ORDER BY c.created_at DESC LIMIT ${MAX_COUNTED}) AS latest) AS counted
    ORDER BY p.created_at DESC, p.id DESC`;
  return rows.map(({ active, needs_reconnect, disconnected, ...row }) => ({
    ...row,
    connections: { active, needs_reconnect, disconnected },
    hasMore: active + needs_reconnect + disconnected >= MAX_COUNTED,
  }));
}

function place(after: Cursor | undefined): Prisma.Sql {
  return after === undefined
    ? Prisma.sql`true`
    : Prisma.sql`(p.created_at, p.id) < (${after.at}::timestamptz, ${after.id}::uuid)`;
}

function toPage(rows: StaffCustomerRow[]): StaffCustomerPage {
  const last = rows.length > PAGE_SIZE ? rows.at(PAGE_SIZE - 1) : undefined;
  return {
    rows: rows.slice(0, PAGE_SIZE),
    older: last && { at: last.createdAt, id: last.id },
    isPartial: false,
  };
}
