import { Prisma } from '#lib/db/generated/client';
import { ConnectionStatus } from '#lib/db/generated/enums';
import { assertStaffMay, type Viewer } from './staff-access';
import { type Found, findCandidates } from './staff-candidates';
import { allOf, conditionsOf } from './staff-conditions';
import { parseStaffFilter, type StaffFilter } from './staff-filter';
import { conditionsFor, inOrder, planOf, SCANNED } from './staff-scan';
import type { Reader, SearchReader } from './staff-search';

/** Beyond this a number is no longer exact: "10,000+" says as much. */
const MAX_COUNT = 10_000;

/** How many of each status are read to count what no index has found: the rare ones are far apart in the table. */
const COUNTED = 1_000;
/** The same where another table is looked into for each. */
const COUNTED_DEEP = 300;

type Counted = ConnectionStatus | 'all';

/** How many connections match the search and filters, by status: the filter's own status is left out. */
export type StatusCounts = Record<Counted, number> & {
  /** Which of the numbers are lower bounds: "10,000+"; absent when all are exact. */
  atLeast?: Counted[];
};

type Tally = { status: ConnectionStatus; count: number; isExact: boolean };

/**
 * Counts by status under the same search and filters as the list: exact up to a bound, so that no view of the list
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
  const candidates = found ?? (await findCandidates(reader, filter));
  if (candidates?.isComplete === true) return total(await countMatches(reader, candidates, filter));
  if (candidates === undefined && isPlain(filter)) return total(await countAll(reader, filter));
  const scanned = await countScanned(reader, filter, candidates?.folded);
  if (candidates === undefined) return total(scanned);
  const known = await countMatches(reader, candidates, filter);
  return total(
    scanned.map((tally, index) =>
      tally.isExact ? tally : { ...tally, count: Math.max(tally.count, known[index]?.count ?? 0) },
    ),
  );
}

const NOTHING = parseStaffFilter({});
const STATUSES = Object.values(ConnectionStatus);

/** Whether an index alone answers for each status. */
function isPlain(filter: StaffFilter): boolean {
  const { status: _s, environment: _e, connectedFrom: _f, connectedTo: _t, ...rest } = conditionsOf(filter);
  return Object.keys(rest).length === 0;
}

async function countMatches(
  reader: Reader,
  { matches, folded }: Found,
  filter: StaffFilter,
): Promise<Tally[]> {
  const ids = matches.map(({ id }) => id);
  const rows =
    ids.length === 0
      ? []
      : await reader.$queryRaw<Omit<Tally, 'isExact'>[]>`
          SELECT c.status::text AS status, count(*)::int AS count FROM public.connections AS c
          WHERE c.id = ANY (${ids}::uuid[]) AND ${conditionsFor({ ...filter, status: undefined }, folded)}
          GROUP BY c.status`;
  return STATUSES.map((status) => ({
    status,
    count: rows.find((row) => row.status === status)?.count ?? 0,
    isExact: true,
  }));
}

/** From an index alone, and no further than the bound. */
async function countAll(reader: Reader, filter: StaffFilter): Promise<Tally[]> {
  const arms = STATUSES.map(
    (status) => Prisma.sql`
      SELECT ${status} AS status, count(*)::int AS count FROM (
        SELECT 1 FROM public.connections AS c WHERE ${conditionsFor({ ...filter, status }, undefined)}
        LIMIT ${MAX_COUNT + 1}) AS counted`,
  );
  const rows = await reader.$queryRaw<Omit<Tally, 'isExact'>[]>(
    Prisma.sql`${Prisma.join(arms, ' UNION ALL ')}`,
  );
  return rows.map((row) => ({ ...row, isExact: row.count <= MAX_COUNT }));
}

/** Among the newest of each status. */
async function countScanned(
  reader: Reader,
  filter: StaffFilter,
  folded: string | undefined,
): Promise<Tally[]> {
  const arms = STATUSES.map((status) => {
    // the index by reason knows no status, so the reason is asked of each row
    const plan = planOf({ ...filter, sort: 'newest', status, reason: undefined }, folded);
    const asked = [...plan.rest, ...Object.values(conditionsOf({ ...NOTHING, reason: filter.reason }))];
    const bound = plan.scanned < SCANNED ? COUNTED_DEEP : COUNTED;
    const newest = inOrder(plan, { direction: 'after', cursor: undefined, limit: bound }, bound);
    return Prisma.sql`
      SELECT ${status} AS status, (count(*) FILTER (WHERE ${allOf(asked)}))::int AS count,
        count(*) < ${bound} AS "isExact" FROM ${newest}`;
  });
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
