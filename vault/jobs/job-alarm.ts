import { clearAlarm, raiseAlarm } from '#vault/alarms/alarm';
import type { VaultContext } from '#vault/runtime/context';

/**
 * Alarms while nobody works on background jobs, or one was given up. It asks by the vault's own pool, so that it can tell
 * when the database of the jobs cannot be used; every vault comes to the same answer.
 */
export async function checkJobs(ctx: Pick<VaultContext, 'database' | 'deadlines' | 'log'>): Promise<void> {
  const { db, pool } = ctx.database;
  const { rows } = await pool.query<{ isStopped: boolean; hasGivenUp: boolean }>(
    `SELECT is_stopped AS "isStopped", has_given_up AS "hasGivenUp" FROM vault.background_jobs($1)`,
    [ctx.deadlines.jobLateMs],
  );
  const [jobs] = rows;
  if (jobs?.isStopped || jobs?.hasGivenUp) await raiseAlarm(db, ctx, 'background_jobs_failing', null);
  else await clearAlarm(db, ctx, 'background_jobs_failing', null);
}
