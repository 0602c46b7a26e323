import { environmentOfUse, wasReadable } from '#lib/access-use/what-was-used';
import { applicationIds } from '#lib/contract/application-id';
import { PURPOSES_WITHOUT_CONNECTION } from '#lib/contract/connections';
import { Prisma } from '#lib/db/generated/client';
import type { ExposureFilter, ExposurePlace } from './exposure-filter';
import type { Reader } from './staff-search';

/** Lines that are read for one page, and for the sums: some 20 ms of the database. */
export const MOST_READ = 10_000;
/** The same where the connection of each is looked up, for its client, its environment or its encryption key. */
const MOST_LOOKED_UP = 2_000;
/** Connections of a client that are looked up one by one; where it has more, so many lines are its own that they are read in order. */
const FEW = 300;

const { sql } = Prisma;

/** What of the filter an index answers, and what each line is asked. */
export type ExposureWindow = Omit<ExposureFilter, 'clientId'> & {
  /** Of a client that has few connections: these, and what stands for the client itself. */
  connectionIds?: string[] | undefined;
  /** Of one that has many. */
  clientId?: string | undefined;
  most: number;
  /** Where reading ended: what is not counted yet is shown as far as that. */
  end?: ExposurePlace | undefined;
};

export async function windowOf(db: Reader, filter: ExposureFilter, bound: number): Promise<ExposureWindow> {
  const { clientId, ...rest } = filter;
  const isLookedUp = filter.environment !== undefined || filter.ringKeyId !== undefined;
  const most = isLookedUp ? Math.min(bound, MOST_LOOKED_UP) : bound;
  if (clientId === undefined) return { ...rest, most };
  // in the order of the index: where it says `=` PostgreSQL may read the table instead, to its end when a client's come last
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT id::text AS id FROM public.connections WHERE client_id BETWEEN ${clientId} AND ${clientId}
    ORDER BY client_id LIMIT ${FEW + 1}`;
  if (rows.length > FEW) return { ...filter, most: Math.min(most, MOST_LOOKED_UP) };
  return { ...rest, connectionIds: [...rows.map(({ id }) => id), ...applicationIds(clientId)], most };
}

const firstDay = ({ from }: ExposureWindow) => sql`(${from}::timestamptz AT TIME ZONE 'UTC')::date`;
const lastDay = ({ to, after }: ExposureWindow) =>
  after === undefined ? sql`(${to}::timestamptz AT TIME ZONE 'UTC')::date` : sql`${after.day}::date`;

/** SQL: a limit as a literal, which a plan that is kept knows too. */
const atMost = (lines: number) => Prisma.raw(String(lines));

const ENVIRONMENT = Prisma.raw(environmentOfUse('v'));

/** Within a day. */
const ORDER = sql`v.api_key_id DESC, v.connection_id DESC, v.purpose DESC`;
const PLACE = sql`(v.api_key_id, v.connection_id, v.purpose)`;
const placeIn = ({ keyId, connectionId, purpose }: ExposurePlace) =>
  sql`(${keyId}::text, ${connectionId}::uuid, ${purpose}::text)`;

/** The first lines of a window: each counted day from its index, and among them what is not counted yet. */
export function linesOf(window: ExposureWindow, limit: number): Prisma.Sql {
  return sql`
    SELECT v.* FROM (
      (SELECT v.* FROM (${countedLines(window, window.most)}) AS v WHERE ${conditionOf(window)} LIMIT ${atMost(limit)})
      UNION ALL
      (SELECT v.* FROM public.access_latest_for_staff AS v WHERE ${isLatest(window)} AND ${conditionOf(window)}
        ORDER BY v.day DESC, ${ORDER} LIMIT ${atMost(limit)})) AS v
    ORDER BY v.day DESC, ${ORDER} LIMIT ${atMost(limit)}`;
}

/** So many counted lines from where the page begins, in their order, of which an index knows all that is asked here. */
function countedLines(window: ExposureWindow, limit: number): Prisma.Sql {
  const { after } = window;
  // a row comparison begins in the index where it says; 'g' is behind every key
  const isBeyond =
    after === undefined
      ? sql`true`
      : sql`${PLACE} < (CASE WHEN d.day = ${after.day}::date THEN ${after.keyId}::text ELSE 'g' END,
          ${after.connectionId}::uuid, ${after.purpose}::text)`;
  return sql`
    SELECT c.* FROM
      (SELECT (${lastDay(window)} - n) AS day FROM generate_series(0, ${lastDay(window)} - ${firstDay(window)}) AS n) AS d,
      LATERAL (SELECT v.* FROM public.access_use_for_staff AS v
        WHERE v.day = d.day AND ${isOf(window)} AND ${isBeyond} ORDER BY ${ORDER} LIMIT ${atMost(limit)}) AS c
    LIMIT ${atMost(limit)}`;
}

/** SQL over the lines v: of the key and the connections that are asked for. */
function isOf({ keyId, connectionId, connectionIds }: ExposureWindow): Prisma.Sql {
  const conditions = [
    ...(keyId === undefined ? [] : [sql`v.api_key_id = ${keyId}`]),
    ...(connectionId === undefined ? [] : [sql`v.connection_id = ${connectionId}::uuid`]),
    ...(connectionIds === undefined ? [] : [sql`v.connection_id = ANY (${connectionIds}::uuid[])`]),
  ];
  return conditions.length === 0 ? sql`true` : Prisma.join(conditions, ' AND ');
}

/** SQL over the lines v: what only the line itself says. */
function conditionOf({ from, to, environment, clientId, ringKeyId }: ExposureWindow): Prisma.Sql {
  const conditions = [sql`v.last_at >= ${from}::timestamptz AND v.first_at < ${to}::timestamptz`];
  if (environment !== undefined) conditions.push(sql`${ENVIRONMENT} = ${environment}::text`);
  if (ringKeyId !== undefined) conditions.push(sql(wasReadable('v'), ringKeyId, to, from));
  // one look for each line: as EXISTS PostgreSQL would read all connections of the client first
  if (clientId !== undefined)
    conditions.push(sql`(v.connection_id = ANY (${applicationIds(clientId)}::uuid[])
      OR (SELECT o.client_id FROM public.connections AS o WHERE o.id = v.connection_id) = ${clientId})`);
  return Prisma.join(conditions, ' AND ');
}

/** SQL over the lines v that are not counted yet: those of this page. */
function isLatest(window: ExposureWindow): Prisma.Sql {
  const { after, end } = window;
  const conditions = [sql`v.day BETWEEN ${firstDay(window)} AND ${lastDay(window)}`, isOf(window)];
  if (after !== undefined) conditions.push(sql`(v.day < ${after.day}::date OR ${PLACE} < ${placeIn(after)})`);
  if (end !== undefined)
    conditions.push(
      sql`(v.day > ${end.day}::date OR (v.day = ${end.day}::date AND ${PLACE} >= ${placeIn(end)}))`,
    );
  return Prisma.join(conditions, ' AND ');
}

/** Where reading ended, if it ended before the window does. */
export async function findEnd(db: Reader, window: ExposureWindow): Promise<ExposurePlace | undefined> {
  const [last, beyond] = await db.$queryRaw<ExposurePlace[]>`
    SELECT to_char(v.day, 'YYYY-MM-DD') AS day, v.api_key_id AS "keyId", v.connection_id::text AS "connectionId", v.purpose
    FROM (${countedLines(window, window.most + 1)}) AS v OFFSET ${window.most - 1} LIMIT 2`;
  return beyond === undefined ? undefined : last;
}

type Sums = { connections: number; uses: number; isAtLeast: boolean };

/** Of the whole window, whichever page is shown. */
export async function sumLines(db: Reader, page: ExposureWindow): Promise<Sums> {
  const window = { ...page, after: undefined };
  const [row] = await db.$queryRaw<Sums[]>`
    WITH counted AS MATERIALIZED (${countedLines(window, window.most + 1)}),
    lines AS (
      SELECT v.connection_id, v.purpose, v.count FROM counted AS v WHERE ${conditionOf(window)}
      UNION ALL
      (SELECT v.connection_id, v.purpose, v.count FROM public.access_latest_for_staff AS v
        WHERE ${isLatest(window)} AND ${conditionOf(window)} LIMIT ${atMost(window.most + 1)}))
    SELECT count(DISTINCT connection_id) FILTER (WHERE purpose <> ALL (${PURPOSES_WITHOUT_CONNECTION}::text[]))::int AS connections,
      coalesce(sum(count), 0)::float8 AS uses,
      greatest(count(*), (SELECT count(*) FROM counted)) > ${window.most}::int AS "isAtLeast" FROM lines`;
  if (row === undefined) throw new Error('the sums of a window returned no row');
  return row;
}
