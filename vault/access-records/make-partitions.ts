import { isDatabaseFailure } from '#lib/db/database-failure';
import type { JobHandler } from '#vault/jobs/jobs';
import type { VaultContext } from '#vault/runtime/context';

const DAYS_AHEAD = 7;

/** Makes the partitions of today and the next days, each once, whoever else does so at the same time. */
export async function makePartitions({
  database,
}: Pick<VaultContext, 'database'>): Promise<{ made: number }> {
  const { rows } = await database.pool.query<{ made: number }>(
    'SELECT vault.make_access_partitions($1) AS made',
    [DAYS_AHEAD],
  );
  return { made: rows[0]?.made ?? 0 };
}

export const makePartitionsJob: JobHandler<'access_records.partitions'> = async (ctx) => {
  await makePartitions(ctx);
};

/** A database that cannot make them now stops no start: the default partition takes the records until the job has run. */
export async function makePartitionsAtStart(ctx: Pick<VaultContext, 'database' | 'log'>): Promise<void> {
  try {
    await makePartitions(ctx);
  } catch (err) {
    if (!isDatabaseFailure(err)) throw err;
    ctx.log.warn({ err }, 'the partitions of access records could not be made');
  }
}
