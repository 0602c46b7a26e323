import type { Tx } from '#lib/db/client';
import { Prisma } from '#lib/db/generated/client';

/** Rows of one statement: few enough that the refreshes of the others go on meanwhile. */
const BATCH = 1_000;

export type BroughtForward = {
  /** The last of the batch; null: there is none after `after`. */
  last: string | null;
  /** Of those in scope: refreshed since then, not yet, and those of connections that are not refreshed at all (frozen, not connected). */
  refreshed: number;
  left: number;
  skipped: number;
};

type Ask = { after: string; since: Date; isOf: Prisma.Sql };

/**
 * Makes the next batch of grants due now that were not refreshed since then: a refresh ends the access token that was there before,
 * and the loop makes them at the pace that Wise allows. One whose refresh failed keeps its own pause. Each row of the batch is looked
 * up by itself: as a join PostgreSQL reads all grants and all connections for each batch.
 *
 * @param isOf a condition over a grant `g`: its id, connection, environment and encryption key.
 */
export async function bringForward(
  db: Pick<Tx, '$queryRaw'>,
  { after, since, isOf }: Ask,
): Promise<BroughtForward> {
  const [row] = await db.$queryRaw<BroughtForward[]>`
    WITH batch AS MATERIALIZED (
      SELECT g.id, g.connection_id, g.environment, g.key_id, g.state, g.access_issued_at
      FROM vault.grants AS g WHERE g.id > ${after}::uuid ORDER BY g.id LIMIT ${Prisma.raw(String(BATCH))}
    ), judged AS MATERIALIZED (
      SELECT g.id, g.connection_id, g.access_issued_at >= ${since}::timestamptz AS "isRefreshed",
        coalesce(g.state <> 'ending' AND (SELECT c.status = 'active' AND c.frozen_at IS NULL
          FROM public.connections AS c WHERE c.id = g.connection_id), false) AS "isKept"
      FROM batch AS g WHERE ${isOf}
    ), moved AS (
      UPDATE vault.grants SET next_refresh_at = now() WHERE id IN (
        SELECT free.id FROM (SELECT j.id FROM judged AS j WHERE j."isKept" AND NOT j."isRefreshed" ORDER BY j.id) AS j,
          LATERAL (SELECT g.id FROM vault.grants AS g WHERE g.id = j.id AND g.state = 'settled' AND g.failures = 0
            AND g.next_refresh_at > now() FOR UPDATE SKIP LOCKED) AS free)
    )
    SELECT (SELECT batch.id FROM batch ORDER BY batch.id DESC LIMIT 1)::text AS last,
      count(*) FILTER (WHERE "isKept" AND "isRefreshed")::int AS refreshed,
      count(*) FILTER (WHERE "isKept" AND NOT "isRefreshed")::int AS left,
      count(*) FILTER (WHERE NOT "isKept" AND connection_id IS NOT NULL)::int AS skipped
    FROM judged`;
  if (row === undefined) throw new Error('a batch of grants returned no row');
  return row;
}
