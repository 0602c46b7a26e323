import { environmentOfUse, wasReadable } from '#lib/access-use/what-was-used';
import { applicationIds } from '#lib/contract/application-id';
import type { AccessPurpose } from '#lib/contract/connections';
import type { Environment } from '#lib/env/wise';
import type { VaultContext } from '#vault/runtime/context';

/** Which records: `from` is the first moment, `to` the one after the last. */
export type Range = {
  from: Date;
  to: Date;
  connectionId?: string | undefined;
  /** The id of an API key; empty for what no key asked for. */
  keyId?: string | undefined;
  /** Of this client at Wise: its connections, and its application tokens. */
  clientId?: string | undefined;
  /** Of what was readable with this encryption key at some time of the range. */
  ringKeyId?: string | undefined;
  /** Of what was used. */
  environment?: Environment | undefined;
};

/** A record as it is exported; numbers of 64 bits are text. */
export type AccessRecord = {
  id: string;
  at: string;
  connection_id: string;
  /** null: no key asked. It was the customer, or the vault itself. */
  api_key_id: string | null;
  purpose: AccessPurpose;
  /** Of the token, as vended. */
  version: string | null;
  request_id: string;
  network: string | null;
};

/** The uses of a connection by one key for one purpose on one day, in UTC. */
export type DayRecord = {
  day: string;
  connection_id: string;
  api_key_id: string | null;
  purpose: AccessPurpose;
  count: string;
  first_at: string;
  last_at: string;
};

const PAGE = 5_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** SQL: of this client. One look at a connection for each line: it has no index of these. */
const isOfClient = (row: string, { id, own }: { id: string; own: string }) =>
  `(${id}::text IS NULL OR ${row}.connection_id = ANY (${own}::uuid[])
    OR (SELECT c.client_id FROM public.connections AS c WHERE c.id = ${row}.connection_id) = ${id}::text)`;
/** SQL: in this environment, looked up for each line in the same way. */
const isIn = (row: string, environment: string) =>
  `(${environment}::text IS NULL OR ${environmentOfUse(row)} = ${environment}::text)`;
/** SQL: of what this encryption key opened between two times, looked up in the same way. */
function isUnder(row: string, { key, from, to }: { key: string; from: string; to: string }): string {
  const [before, beforeEnd, beforeStart, after] = wasReadable(row);
  return `(${key}::text IS NULL OR ${before}${key}${beforeEnd}${to}${beforeStart}${from}${after})`;
}
const ofClient = ({ clientId }: Pick<Range, 'clientId'>) =>
  clientId === undefined ? [null, null] : [clientId, applicationIds(clientId)];

const ISO = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`;

/**
 * Single records in order of time, a page at a time: no statement is open between two pages, so a slow reader keeps no vend
 * and no drop of old days waiting, and memory holds one page.
 */
export async function* readRecords(
  { database }: Pick<VaultContext, 'database'>,
  range: Range,
): AsyncGenerator<AccessRecord[]> {
  // An hour at a time: a filter that nearly nothing passes would else read all records in one statement.
  let start = await nextRecord(database, range);
  while (start !== undefined) {
    const end = new Date(Math.min(start.getTime() + HOUR_MS, range.to.getTime()));
    let after = { at: start.toISOString(), id: '-1' };
    for (;;) {
      const { rows } = await database.pool.query<AccessRecord>({
        name: 'access-records-page',
        text: `
          SELECT id::text, to_char(at AT TIME ZONE 'UTC', ${ISO}) AS at, connection_id, nullif(api_key_id, '') AS api_key_id,
            purpose, version::text, request_id, abbrev(network) AS network
          FROM vault.access_records AS r
          WHERE (at, id) > ($1::timestamptz, $2::bigint) AND at >= $1::timestamptz AND at < $3::timestamptz
            AND ($4::uuid IS NULL OR connection_id = $4::uuid) AND ($5::text IS NULL OR api_key_id = $5::text)
            AND ${isOfClient('r', { id: '$6', own: '$7' })} AND ${isIn('r', '$8')}
            AND ${isUnder('r', { key: '$9', from: '$10', to: '$11' })}
          ORDER BY r.at, r.id LIMIT ${PAGE}`,
        values: [
          after.at,
          after.id,
          end,
          range.connectionId ?? null,
          range.keyId ?? null,
          ...ofClient(range),
          range.environment ?? null,
          ...[range.ringKeyId ?? null, range.from, range.to],
        ],
      });
      if (rows.length > 0) yield rows;
      const last = rows.at(-1);
      if (last === undefined || rows.length < PAGE) break;
      after = last;
    }
    start = await nextRecord(database, { from: end, to: range.to });
  }
}

/** Where the next record is, of whatever connection and key: hours without any are not looked through. */
async function nextRecord(
  { pool }: VaultContext['database'],
  { from, to }: Pick<Range, 'from' | 'to'>,
): Promise<Date | undefined> {
  const { rows } = await pool.query<{ at: Date }>(
    `SELECT at FROM vault.access_records WHERE at >= $1::timestamptz AND at < $2::timestamptz ORDER BY at, id LIMIT 1`,
    [from, to],
  );
  return rows[0]?.at;
}

/**
 * What was counted for each day, connection, key and purpose, in this order: a day that the range only touches is there as a whole.
 * Call `rollUp` first, so that today is complete.
 */
export async function* readDays(
  { database }: Pick<VaultContext, 'database'>,
  range: Range,
): AsyncGenerator<DayRecord[]> {
  let day = await nextDay(database, range);
  while (day !== undefined) {
    yield* readDay(database, day, range);
    day = await nextDay(database, { from: new Date(Date.parse(day) + DAY_MS), to: range.to });
  }
}

/** The next day on which anything was counted: those without are not looked through. */
async function nextDay(
  { pool }: VaultContext['database'],
  { from, to }: Pick<Range, 'from' | 'to'>,
): Promise<string | undefined> {
  const { rows } = await pool.query<{ day: string | null }>(
    `SELECT min(day)::text AS day FROM vault.access_use
     WHERE day >= ($1::timestamptz AT TIME ZONE 'UTC')::date AND day < $2::timestamptz AT TIME ZONE 'UTC'`,
    [from, to],
  );
  return rows[0]?.day ?? undefined;
}

async function* readDay(
  { pool }: VaultContext['database'],
  day: string,
  { connectionId, keyId, clientId, ringKeyId, environment, from, to }: Range,
): AsyncGenerator<DayRecord[]> {
  const nobody = '00000000-0000-0000-0000-000000000000';
  let after = { key: keyId ?? '', connection: nobody, purpose: '' };
  const of = ofClient({ clientId });
  for (;;) {
    const { rows } = await pool.query<DayRecord>({
      name: 'access-use-page',
      text: `
        SELECT day::text, connection_id, nullif(api_key_id, '') AS api_key_id, purpose, count::text,
          to_char(first_at AT TIME ZONE 'UTC', ${ISO}) AS first_at, to_char(last_at AT TIME ZONE 'UTC', ${ISO}) AS last_at
        FROM vault.access_use AS u
        WHERE day = $1::date AND (api_key_id, connection_id, purpose) > ($2::text, $3::uuid, $4::text)
          AND ($5::text IS NULL OR api_key_id = $5::text) AND ($6::uuid IS NULL OR connection_id = $6::uuid)
          AND ${isOfClient('u', { id: '$7', own: '$8' })} AND ${isIn('u', '$9')}
          AND ${isUnder('u', { key: '$10', from: '$11', to: '$12' })}
        ORDER BY u.api_key_id, u.connection_id, u.purpose LIMIT ${PAGE}`,
      values: [
        ...[day, after.key, after.connection, after.purpose, keyId ?? null, connectionId ?? null],
        ...of,
        environment ?? null,
        ...[ringKeyId ?? null, from, to],
      ],
    });
    if (rows.length > 0) yield rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    after = { key: last.api_key_id ?? '', connection: last.connection_id, purpose: last.purpose };
  }
}
