import type { JobHandler } from '#vault/jobs/jobs';
import type { VaultContext } from '#vault/runtime/context';

const AT_ONCE = 10_000;

/**
 * Adds what happened to connections to their days, each change once: counting and deleting it are one transaction (decision
 * 073). Any number of vaults may do so at once.
 *
 * @returns how many changes were counted.
 */
export async function countDays(
  { database }: Pick<VaultContext, 'database'>,
  { signal, atOnce = AT_ONCE }: { signal?: AbortSignal; atOnce?: number } = {},
): Promise<number> {
  let all = 0;
  for (;;) {
    const { rows } = await database.pool.query<{ counted: number }>(
      'SELECT vault.count_connection_days($1) AS counted',
      [atOnce],
    );
    const counted = rows[0]?.counted ?? 0;
    all += counted;
    if (counted < atOnce || signal?.aborted) return all;
  }
}

/** Every minute: pages add what came since then themselves. */
export const countDaysJob: JobHandler<'connections.count_days'> = async (ctx, _payload, signal) => {
  await countDays(ctx, { signal });
};
