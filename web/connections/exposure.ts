import 'server-only';
import type { AccessPurpose } from '#lib/contract/connections';
import { Prisma } from '#lib/db/generated/client';
import type { Environment } from '#lib/db/generated/enums';
import type { ExposureFilter, ExposurePlace } from './exposure-filter';
import { assertStaffMay, type Viewer } from './staff-access';
import type { Reader } from './staff-search';

/** One key and purpose at one connection, on one day in UTC. */
export type ExposureLine = {
  day: Date;
  count: number;
  firstAt: Date;
  lastAt: Date;
  purpose: AccessPurpose;
  /** null: no key asked. It was the customer, or the vault itself. */
  key: { id: string; name: string | null; isRevoked: boolean } | null;
  connectionId: string;
  environment: Environment | null;
  clientId: string | null;
  profileName: string | null;
};

export type Exposure = {
  lines: ExposureLine[];
  next: ExposurePlace | undefined;
  /** Of the whole window, as far as it was read; `isAtLeast`: there is more. */
  connections: number;
  uses: number;
  isAtLeast: boolean;
};

export const EXPOSURE_PAGE_SIZE = 50;
/** Lines that the sums read. */
const SUMMED = 10_000;

type Row = Omit<ExposureLine, 'count' | 'key' | 'day'> & {
  dayText: string;
  count: bigint;
  keyId: string;
  keyName: string | null;
  isRevoked: boolean;
};

const { sql } = Prisma;

/**
 * Who used what between two times, newest day first. Days are read one after the other, each in the order of its index, until
 * the page is full: it costs the same with a million connections. A line is in the window where any of its day's uses may be.
 *
 * @throws AppError FORBIDDEN
 */
export async function readExposure(
  db: Reader,
  viewer: Viewer,
  filter: ExposureFilter,
  size = EXPOSURE_PAGE_SIZE,
): Promise<Exposure> {
  assertStaffMay(viewer, 'view');
  // what was counted and what came since may each have a line for the same, side by side
  const rows = await db.$queryRaw<Row[]>`
    SELECT to_char(u.day, 'YYYY-MM-DD') AS "dayText", u.count, u.first_at AS "firstAt", u.last_at AS "lastAt", u.purpose,
      u.api_key_id AS "keyId", k.name AS "keyName", coalesce(k.revoked_at IS NOT NULL, false) AS "isRevoked",
      u.connection_id::text AS "connectionId", c.environment::text AS environment, c.client_id AS "clientId",
      c.profile_name AS "profileName"
    FROM (${linesOf(filter, 2 * size + 2)}) AS u
    LEFT JOIN public.api_key_names AS k ON k.id = u.api_key_id
    LEFT JOIN public.connections AS c ON c.id = u.connection_id
    ORDER BY u.day DESC, u.api_key_id DESC, u.connection_id DESC, u.purpose DESC`;
  const [sums] = await db.$queryRaw<{ connections: number; uses: number; lines: number }[]>`
    SELECT count(DISTINCT connection_id)::int AS connections, coalesce(sum(count), 0)::float8 AS uses, count(*)::int AS lines
    FROM (${linesOf({ ...filter, after: undefined }, SUMMED + 1)}) AS u`;
  const merged = merge(rows);
  const shown = merged.slice(0, size);
  const last = shown.at(-1);
  return {
    lines: shown.map(toLine),
    next: merged.length > size && last !== undefined ? placeOf(last) : undefined,
    connections: sums?.connections ?? 0,
    uses: sums?.uses ?? 0,
    isAtLeast: (sums?.lines ?? 0) > SUMMED,
  };
}

/** The first lines of a window: each day from its index, and among them what is not counted yet. */
function linesOf(filter: ExposureFilter, limit: number): Prisma.Sql {
  const { from, to, after } = filter;
  const firstDay = sql`(${from}::timestamptz AT TIME ZONE 'UTC')::date`;
  const lastDay =
    after === undefined ? sql`(${to}::timestamptz AT TIME ZONE 'UTC')::date` : sql`${after.day}::date`;
  const isInIt = conditionOf(filter);
  const order = sql`v.api_key_id DESC, v.connection_id DESC, v.purpose DESC LIMIT ${limit}::int`;
  return sql`
    SELECT v.* FROM (
      (SELECT counted.* FROM (SELECT (${lastDay} - n) AS day FROM generate_series(0, ${lastDay} - ${firstDay}) AS n) AS d,
        LATERAL (SELECT v.* FROM public.access_use_for_staff AS v WHERE v.day = d.day AND ${isInIt} ORDER BY ${order}) AS counted
        LIMIT ${limit}::int)
      UNION ALL
      (SELECT v.* FROM public.access_latest_for_staff AS v WHERE v.day BETWEEN ${firstDay} AND ${lastDay} AND ${isInIt}
        ORDER BY v.day DESC, ${order})) AS v
    ORDER BY v.day DESC, ${order}`;
}

/** SQL over the lines v. */
function conditionOf({ from, to, keyId, connectionId, clientId, after }: ExposureFilter): Prisma.Sql {
  const conditions = [sql`v.last_at >= ${from}::timestamptz AND v.first_at < ${to}::timestamptz`];
  if (keyId !== undefined) conditions.push(sql`v.api_key_id = ${keyId}`);
  if (connectionId !== undefined) conditions.push(sql`v.connection_id = ${connectionId}::uuid`);
  if (clientId !== undefined)
    conditions.push(sql`EXISTS (
      SELECT FROM public.connections AS o WHERE o.id = v.connection_id AND o.client_id = ${clientId})`);
  if (after !== undefined)
    conditions.push(sql`(v.day < ${after.day}::date OR (v.api_key_id, v.connection_id, v.purpose)
      < (${after.keyId}, ${after.connectionId}::uuid, ${after.purpose}))`);
  return Prisma.join(conditions, ' AND ');
}

const isSame = (a: Row, b: Row) =>
  a.dayText === b.dayText &&
  a.keyId === b.keyId &&
  a.connectionId === b.connectionId &&
  a.purpose === b.purpose;

function merge(rows: readonly Row[]): Row[] {
  const merged: Row[] = [];
  for (const row of rows) {
    const last = merged.at(-1);
    if (last === undefined || !isSame(last, row)) {
      merged.push({ ...row });
      continue;
    }
    last.count += row.count;
    if (row.firstAt < last.firstAt) last.firstAt = row.firstAt;
    if (row.lastAt > last.lastAt) last.lastAt = row.lastAt;
  }
  return merged;
}

const placeOf = ({ dayText, keyId, connectionId, purpose }: Row): ExposurePlace => ({
  ...{ day: dayText, keyId, connectionId, purpose },
});

function toLine({ dayText, count, keyId, keyName, isRevoked, ...row }: Row): ExposureLine {
  return {
    ...row,
    day: new Date(dayText),
    count: Number(count),
    key: keyId === '' ? null : { id: keyId, name: keyName, isRevoked },
  };
}

export type ExposureKey = { id: string; name: string; isRevoked: boolean };

/**
 * The API keys that a window can be narrowed to, those in force first.
 *
 * @throws AppError FORBIDDEN
 */
export function listExposureKeys(db: Reader, viewer: Viewer): Promise<ExposureKey[]> {
  assertStaffMay(viewer, 'view');
  return db.$queryRaw<ExposureKey[]>`
    SELECT id, name, revoked_at IS NOT NULL AS "isRevoked" FROM public.api_key_names
    ORDER BY revoked_at IS NOT NULL, name, id LIMIT 500`;
}
