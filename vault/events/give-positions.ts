import type { Database, Tx } from '#lib/db/client';
import { fanOut, lockEndpoints } from './fan-out';

const AT_ONCE = 5_000;

/**
 * Gives every committed event its place in the one order that partners read, and its deliveries, until none waits. A transaction
 * that is open now may have taken a lower number of `sequence` and commit later: a cursor over that number would miss it. So
 * places are given after the commit, by one transaction at a time over all vaults, and are visible all at once.
 *
 * Of one connection the order is that of its changes: the number is taken while the connection's row is locked, so the earlier
 * of two is committed, and seen here, before the later one is made.
 *
 * @returns how many events were placed.
 */
export async function givePositions({ db }: Pick<Database, 'db'>, atOnce = AT_ONCE): Promise<number> {
  let placed = 0;
  for (;;) {
    const count = await db.$transaction((tx) => placeSome(tx, atOnce));
    placed += count;
    if (count < atOnce) return placed;
  }
}

/** Until the transaction ends, no event gets a position but from it. Taken before those of the endpoints. */
export async function lockPositions(tx: Tx): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('events.positions'))`;
}

async function placeSome(tx: Tx, atOnce: number): Promise<number> {
  // not before the lock: what the one before us has placed must be seen
  await lockPositions(tx);
  const [placed] = await tx.$queryRaw<{ count: number; first: bigint | null; last: bigint | null }[]>`
    WITH numbered AS MATERIALIZED (
      SELECT sequence, nextval('vault.event_positions') AS position
      FROM (SELECT sequence FROM vault.events WHERE position IS NULL ORDER BY sequence LIMIT ${atOnce}::integer) AS waiting),
    placed AS (
      UPDATE vault.events AS e SET position = numbered.position FROM numbered WHERE e.sequence = numbered.sequence
      RETURNING e.position)
    SELECT count(*)::int AS count, min(position) AS first, max(position) AS last FROM placed`;
  if (placed === undefined || placed.first === null || placed.last === null) return 0;
  await lockEndpoints(tx);
  await fanOut(tx, { from: placed.first, to: placed.last });
  return placed.count;
}

/** Whether there is anything to place: no lock, one look at an index that is empty most of the time. */
export async function isAnyWaiting({ db }: Pick<Database, 'db'>): Promise<boolean> {
  const rows = await db.$queryRaw<unknown[]>`SELECT 1 FROM vault.events WHERE position IS NULL LIMIT 1`;
  return rows.length > 0;
}
