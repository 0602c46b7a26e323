import { setTimeout as wait } from 'node:timers/promises';
import type { JobHandler } from '#vault/jobs/jobs';
import type { VaultContext } from '#vault/runtime/context';

/** About half a second of the database, so that a stop or a lock waits no longer. */
const AT_ONCE = 50_000;

/** `busy`: another process counts at this moment, and goes on until nothing is left. */
export type RolledUp = { kind: 'counted'; records: number } | { kind: 'busy' };

/**
 * Counts the records that came since the last time into `vault.access_use`, each once (decision 056). One transaction for
 * each batch: a crash loses the batch under way, which is counted by the next turn. Any number of vaults may do so at once.
 */
export async function rollUp(
  { database }: Pick<VaultContext, 'database'>,
  { signal, atOnce = AT_ONCE }: { signal?: AbortSignal; atOnce?: number } = {},
): Promise<RolledUp> {
  let records = 0;
  for (;;) {
    const { rows } = await database.pool.query<{ counted: string | null; hasMore: boolean }>(
      'SELECT counted, has_more AS "hasMore" FROM vault.roll_up_access($1)',
      [atOnce],
    );
    const counted = rows[0]?.counted ?? null;
    if (counted === null) return { kind: 'busy' };
    records += Number(counted);
    if (rows[0]?.hasMore !== true || signal?.aborted) return { kind: 'counted', records };
  }
}

/**
 * Counts until every record that was committed before the call is in `vault.access_use`. A record waits for the oldest transaction
 * that is open anywhere on the server, of other databases too, so one turn may count nothing.
 *
 * @returns false when such a transaction was still open after `withinMs`: the newest records are not counted.
 */
export async function rollUpAll(
  ctx: Pick<VaultContext, 'database'>,
  { withinMs = 30_000 }: { withinMs?: number } = {},
): Promise<boolean> {
  const { pool } = ctx.database;
  const now = await pool.query<{ xid: string }>(
    'SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS xid',
  );
  for (const end = performance.now() + withinMs; ; await wait(50)) {
    await rollUp(ctx);
    const { rowCount } = await pool.query('SELECT FROM vault.access_roll_up WHERE upto >= $1::bigint', [
      now.rows[0]?.xid,
    ]);
    if (rowCount === 1) return true;
    if (performance.now() > end) return false;
  }
}

/** Every minute: pages add what came since then themselves. */
export const rollUpJob: JobHandler<'access_records.roll_up'> = async (ctx, _payload, signal) => {
  await rollUp(ctx, { signal });
};
