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

/** Every minute: pages add what came since then themselves. */
export const rollUpJob: JobHandler<'access_records.roll_up'> = async (ctx, _payload, signal) => {
  await rollUp(ctx, { signal });
};
