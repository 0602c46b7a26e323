import { Prisma } from '#lib/db/generated/client';
import { ConnectionStatus } from '#lib/db/generated/enums';
import { assertStaffMay, type Viewer } from './staff-access';
import type { StaffFilter } from './staff-filter';
import { order, scope } from './staff-scan';
import { type Found, findMatches, isMatch, type Reader, type SearchReader } from './staff-search';

/** Beyond this a number is no longer exact: "10,000+" says as much. */
const MAX_COUNT = 10_000;

/** How many of each status are read to count what no index has found: the rare ones are far apart in the table. */
const SCANNED = 1_000;

type Counted = ConnectionStatus | 'all';

/** How many connections match the search and environment, by status: the filter's own status is left out. */
export type StatusCounts = Record<Counted, number> & {
  /** Which of the numbers are lower bounds: "10,000+"; absent when all are exact. */
  atLeast?: Counted[];
};

type Tally = { status: ConnectionStatus; count: number; isExact: boolean };

/**
 * Counts by status under the same search and environment as the list: exact up to a bound, so that no view of the list
 * reads every connection.
 *
 * @param found what the search has found, for a caller that knows it already.
 * @throws AppError FORBIDDEN
 */
export async function countByStatus(
  reader: SearchReader,
  viewer: Viewer,
  filter: StaffFilter,
  found?: Found,
): Promise<StatusCounts> {
  assertStaffMay(viewer, 'view');
  if (filter.search === '') return total(await countAll(reader, filter));
  const matches = found ?? (await findMatches(reader, filter.search));
  const known = countMatches(matches, filter);
  if (matches.isComplete) return total(known);
  const scanned = await countScanned(reader, filter, matches.folded);
  return total(
    scanned.map((tally, index) =>
      tally.isExact ? tally : { ...tally, count: Math.max(tally.count, known[index]?.count ?? 0) },
    ),
  );
}

const STATUSES = Object.values(ConnectionStatus);

function countMatches({ matches }: Found, { environment }: StaffFilter): Tally[] {
  const inScope = matches.filter((match) => environment === undefined || match.environment === environment);
  return STATUSES.map((status) => ({
    status,
    count: inScope.filter((match) => match.status === status).length,
    isExact: true,
  }));
}

/** From an index alone, and no further than the bound. */
async function countAll(reader: Reader, { environment }: StaffFilter): Promise<Tally[]> {
  const arms = STATUSES.map(
    (status) => Prisma.sql`
      SELECT ${status} AS status, count(*)::int AS count FROM (
        SELECT 1 FROM public.connections AS c WHERE ${scope({ status, environment })}
        LIMIT ${MAX_COUNT + 1}) AS counted`,
  );
  const rows = await reader.$queryRaw<Omit<Tally, 'isExact'>[]>(
    Prisma.sql`${Prisma.join(arms, ' UNION ALL ')}`,
  );
  return rows.map((row) => ({ ...row, isExact: row.count <= MAX_COUNT }));
}

/** Among the newest of each status. */
async function countScanned(reader: Reader, { environment }: StaffFilter, folded: string): Promise<Tally[]> {
  const arms = STATUSES.map(
    (status) => Prisma.sql`
      SELECT ${status} AS status, (count(*) FILTER (WHERE newest.is_match))::int AS count,
        count(*) < ${SCANNED} AS "isExact"
      FROM (SELECT ${isMatch(folded)} AS is_match FROM public.connections AS c
        WHERE ${scope({ status, environment })} ORDER BY ${order('after')} LIMIT ${SCANNED}) AS newest`,
  );
  return reader.$queryRaw<Tally[]>(Prisma.sql`${Prisma.join(arms, ' UNION ALL ')}`);
}

function total(tallies: Tally[]): StatusCounts {
  const counts: StatusCounts = { active: 0, needs_reconnect: 0, disconnected: 0, all: 0 };
  const atLeast: Counted[] = [];
  for (const { status, count, isExact } of tallies) {
    counts[status] = Math.min(count, MAX_COUNT);
    counts.all += count;
    if (!isExact) atLeast.push(status);
  }
  if (atLeast.length === 0) return counts;
  return { ...counts, all: Math.min(counts.all, MAX_COUNT), atLeast: ['all', ...atLeast] };
}
