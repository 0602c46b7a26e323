import type { JobHandler } from '#vault/jobs/jobs';
import type { VaultContext } from '#vault/runtime/context';

/**
 * Drops the days of records that are older than ACCESS_RECORD_DAYS and wholly counted.
 *
 * @returns the days that went (`2026-11-28`); `isHeld` when somebody who reads or writes records kept it from the next one:
 *   vends must not wait behind it, so it gives up at once.
 */
export async function dropOldRecords(
  { database, env }: Pick<VaultContext, 'database' | 'env'>,
  signal?: AbortSignal,
): Promise<{ days: string[]; isHeld: boolean }> {
  const days: string[] = [];
  while (signal?.aborted !== true) {
    const { rows } = await database.pool.query<{ day: string | null; isHeld: boolean }>(
      'SELECT day::text, is_held AS "isHeld" FROM vault.drop_access_records($1)',
      [env.ACCESS_RECORD_DAYS],
    );
    const [row] = rows;
    if (row === undefined || row.day === null) return { days, isHeld: row?.isHeld ?? false };
    days.push(row.day);
  }
  return { days, isHeld: false };
}

/** Every hour: a day that could not go now goes with the next turn. */
export const dropOldJob: JobHandler<'access_records.drop'> = async (ctx, _payload, signal) => {
  const { days, isHeld } = await dropOldRecords(ctx, signal);
  if (days.length > 0) ctx.log.info({ days }, 'access records of old days were dropped');
  if (isHeld) ctx.log.info('access records of old days stay for now: they are in use');
};
