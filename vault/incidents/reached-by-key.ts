import { PURPOSES_WITHOUT_CONNECTION } from '#lib/contract/connections';
import type { Tx } from '#lib/db/client';
import { Prisma } from '#lib/db/generated/client';

const { sql } = Prisma;

/** Lines of uses that are read to find whom a key reached: a line is a connection, a day and a purpose. */
const LINES = 15_000;

/** Days are of UTC, whatever the session's zone. */
const dayOf = (since: Date | null) =>
  since === null ? sql`'-infinity'::date` : sql`(${since}::timestamptz AT TIME ZONE 'UTC')::date`;

const TODAY = sql`(now() AT TIME ZONE 'UTC')::date`;

const ofKey = (row: Prisma.Sql, key: string | undefined) =>
  key === undefined ? Prisma.empty : sql`AND ${row}.api_key_id = ${key}`;

/** SQL: a limit as a literal, which a plan that is kept knows too. */
export const most = (limit: number) => Prisma.raw(String(limit));

type Uses = { of: 'connection' | 'use'; key: string | undefined; since: Date | null };
const COLUMNS = {
  connection: sql`w.connection_id, w.purpose`,
  use: sql`w.connection_id, w.purpose, w.count`,
};

/** SQL: a day's uses went on until then or later; a line is a day, and says no more. */
const wentOn = (row: Prisma.Sql, since: Date | null) =>
  since === null ? sql`true` : sql`${row}.last_at >= ${since}::timestamptz`;

/**
 * SQL: lines of uses since the day of `since`, of a key or of all, newest day first, no more than `limit`; `isSince` says whether
 * a line went on after that time. Each day is looked up by itself: for a range of days PostgreSQL would read everybody's.
 */
export const countedUses = ({ of, key, since }: Uses, limit: number): Prisma.Sql => sql`
  SELECT u.* FROM
    generate_series(0, ${TODAY} - greatest(${dayOf(since)}, (SELECT coalesce(min(day), ${TODAY}) FROM vault.access_use))) AS ago,
    LATERAL (SELECT ${COLUMNS[of]}, ${wentOn(sql`w`, since)} AS "isSince" FROM vault.access_use AS w
      WHERE w.day = ${TODAY} - ago ${ofKey(sql`w`, key)} LIMIT ${most(limit)}) AS u
  LIMIT ${most(limit)}`;

/**
 * SQL: those since then that are not counted into `vault.access_use` yet. A minute's worth, or what came since a transaction was
 * opened that is open still, anywhere on the server (decision 056): all of it, or the last connections that a stolen key
 * reached would be missing.
 */
export const uncountedUses = (key: string | undefined, since: Date | null): Prisma.Sql => sql`
  SELECT r.connection_id, r.purpose, 1 AS count FROM vault.access_records AS r
  WHERE r.txid >= (SELECT upto FROM vault.access_roll_up) AND r.id > (SELECT first_id FROM vault.access_roll_up)
    AND coalesce(r.at >= ${since}::timestamptz, true) ${ofKey(sql`r`, key)}`;

/**
 * SQL over `vault.grants AS g`: this API key reached its connection since then, or ever as far as is known. As EXISTS PostgreSQL may
 * read all uses of the key first.
 */
export const isReachedBy = (key: string, since: Date | null): Prisma.Sql => sql`(
  coalesce((SELECT true FROM vault.access_use AS u
    WHERE u.connection_id = g.connection_id AND u.day >= ${dayOf(since)} AND u.api_key_id = ${key} AND ${wentOn(sql`u`, since)}
    LIMIT 1), false)
  OR g.connection_id IN (SELECT connection_id FROM (${uncountedUses(key, since)}) AS newest))`;

type Reached = { connections: number; grants: number };

/**
 * Connections that an API key reached, and grants of them, to this bound. Each is looked up by itself: a join may read all grants.
 * `isAtLeast`: it was used more often than is read.
 */
export async function countReached(
  tx: Pick<Tx, '$queryRaw'>,
  { key, since, bound, lines = LINES }: { key: string; since: Date | null; bound: number; lines?: number },
): Promise<Reached & { isAtLeast: boolean }> {
  const [found] = await tx.$queryRaw<(Reached & { isWhole: boolean })[]>`
    WITH lines AS MATERIALIZED (${countedUses({ of: 'connection', key, since }, lines)}),
    reached AS (
      SELECT DISTINCT connection_id FROM (
        SELECT connection_id, purpose FROM lines WHERE "isSince"
        UNION ALL SELECT connection_id, purpose FROM (${uncountedUses(key, since)}) AS newest) AS used
      WHERE purpose <> ALL (${PURPOSES_WITHOUT_CONNECTION}::text[]) LIMIT ${most(bound + 1)})
    SELECT count(*)::int AS connections, (SELECT count(*) FROM lines) < ${lines}::integer AS "isWhole",
      count((SELECT g.id FROM vault.grants AS g WHERE g.connection_id = reached.connection_id))::int AS grants
    FROM reached`;
  if (found === undefined) throw new Error('whom a key reached returned no row');
  const { isWhole, ...counts } = found;
  // grants are those of the connections that were counted
  if (isWhole || counts.connections > bound) return { ...counts, isAtLeast: counts.connections > bound };
  const asked = await askEach(tx, { key, since, bound });
  return asked === undefined ? { ...counts, isAtLeast: true } : { ...asked, isAtLeast: false };
}

/** Where there are few connections, each is asked instead. Undefined: there are more than the bound. */
async function askEach(
  tx: Pick<Tx, '$queryRaw'>,
  { key, since, bound }: { key: string; since: Date | null; bound: number },
): Promise<Reached | undefined> {
  const [row] = await tx.$queryRaw<(Reached & { all: number })[]>`
    SELECT count(*)::int AS all, count(*) FILTER (WHERE is_reached)::int AS connections,
      count(*) FILTER (WHERE is_reached AND has_grant)::int AS grants
    FROM (SELECT g.id IS NOT NULL AS has_grant, ${isReachedBy(key, since)} AS is_reached
      FROM (SELECT c.id AS connection_id, o.id FROM public.connections AS c
        LEFT JOIN vault.grants AS o ON o.connection_id = c.id ORDER BY c.id LIMIT ${most(bound + 1)}) AS g) AS each`;
  if (row === undefined || row.all > bound) return undefined;
  const { connections, grants } = row;
  return { connections, grants };
}
