import type pg from 'pg';
import type { VaultContext } from '#vault/runtime/context';

/**
 * Frees the jobs of a process that died. The library does that after four hours; here a job is over after `jobLimitMs`,
 * so whoever holds one much longer is gone.
 */
export async function freeAbandoned(
  ctx: Pick<VaultContext, 'deadlines' | 'log'>,
  pool: pg.Pool,
): Promise<void> {
  const { rows } = await pool.query<{ id: string; name: string; holder: string }>(
    `SELECT id, task_identifier AS name, locked_by AS holder FROM graphile_worker.jobs
     WHERE locked_at < now() - $1::integer * interval '1 millisecond'`,
    [ctx.deadlines.jobAbandonedMs],
  );
  for (const { id, name, holder } of rows) {
    await freeJobsOf(pool, holder);
    ctx.log.warn({ job: name, jobId: id }, 'a job was taken from a process that died over it');
  }
}

/** Lets others work on what this one has begun. */
export async function freeJobsOf(pool: pg.Pool, holder: string): Promise<void> {
  await pool.query('SELECT graphile_worker.force_unlock_workers(ARRAY[$1])', [holder]);
}
