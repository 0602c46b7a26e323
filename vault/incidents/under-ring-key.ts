import type { Tx } from '#lib/db/client';
import { Prisma } from '#lib/db/generated/client';
import { most } from './reached-by-key';

const { sql } = Prisma;

/** Records of an encryption key that are read: twice as many as are counted, for those that had it more than once. */
const LINES = 20_000;

/** SQL over `vault.ring_key_use AS u`: it went on after that time. Its end counts a minute longer, as for `npm run keys -- exposure`. */
const wentOn = (since: Date | null) =>
  sql`coalesce(u.until_at + interval '1 minute' >= ${since}::timestamptz, true)`;

/**
 * SQL over `vault.grants AS g`: it has this encryption key, or had it since then; without a time, at any. Looked up by itself: as
 * EXISTS PostgreSQL reads all records of the key, for each batch.
 */
export const wasUnder = (key: string, since: Date | null): Prisma.Sql => sql`(
  g.key_id = ${key} OR (SELECT true FROM vault.ring_key_use AS u
    WHERE u.source = 'grants' AND u.row_id = g.id AND u.ring_key = ${key} AND ${wentOn(since)} LIMIT 1))`;

type Opened = { connections: number; grants: number; isAtLeast: boolean };

/**
 * Connections of which a record was readable with this encryption key since then, whether they are connected still or not, and
 * grants of them: what `npm run keys -- exposure` lists, and what an incident refreshes. To the bound; `isAtLeast`: the key had more
 * records than are read.
 */
export async function countUnder(
  tx: Pick<Tx, '$queryRaw'>,
  { key, since, bound, lines = LINES }: { key: string; since: Date | null; bound: number; lines?: number },
): Promise<Opened> {
  // in the order of the index: where it says `=` PostgreSQL may read the table instead, to its end when those of the key come last.
  // What has the key now is read from the grants, what had it from its uses
  const [row] = await tx.$queryRaw<Opened[]>`
    SELECT count(DISTINCT coalesce(granted, connection_id)) FILTER (WHERE is_of)::int AS connections,
      count(DISTINCT row_id) FILTER (WHERE is_of AND granted IS NOT NULL)::int AS grants,
      count(*) FILTER (WHERE is_use) > ${lines}::integer OR count(*) FILTER (WHERE NOT is_use) > ${bound}::integer AS "isAtLeast"
    FROM (
      SELECT u.*, true AS is_use, CASE WHEN is_of THEN (SELECT g.connection_id FROM vault.grants AS g WHERE g.id = u.row_id) END AS granted
      FROM (SELECT u.row_id, u.connection_id, u.source = 'grants' AND u.until_at IS NOT NULL AND ${wentOn(since)} AS is_of
        FROM vault.ring_key_use AS u WHERE u.ring_key BETWEEN ${key} AND ${key}
        ORDER BY u.ring_key, u.from_at LIMIT ${most(lines + 1)}) AS u
      UNION ALL
      SELECT g.*, true, false, g.connection_id FROM (SELECT id, connection_id FROM vault.grants
        WHERE key_id BETWEEN ${key} AND ${key} ORDER BY key_id LIMIT ${most(bound + 1)}) AS g) AS had`;
  if (row === undefined) throw new Error('what an encryption key opened returned no row');
  return row;
}
