import { inject } from 'vitest';
import { withClient } from '#scripts/db/roles';
import { until } from '../until';
import type { TestDatabase } from './test-database.ts';

/**
 * Switches a test's database to read-only, or back, and ends every session in it, as a fail-over to a standby does: who
 * comes back reads everything and writes nothing.
 */
export async function setReadOnly({ ownerUrl }: TestDatabase, isReadOnly: boolean): Promise<void> {
  const name = new URL(ownerUrl).pathname.slice(1);
  if (isReadOnly) await untilJobsAreNamed(name);
  await withClient(inject('testCluster').superUrl, async (superuser) => {
    const setting = `default_transaction_read_only = ${isReadOnly}`;
    await superuser.query(`ALTER DATABASE ${superuser.escapeIdentifier(name)} SET ${setting}`);
    await superuser.query('SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1', [
      name,
    ]);
  });
}

/**
 * A runner of background jobs that begins writes the names of its jobs first. Stopped right there it prints a trace past
 * the log (`assertUsable` of vault/jobs), and the test that runs then fails for it.
 */
async function untilJobsAreNamed(database: string): Promise<void> {
  const url = new URL(inject('testCluster').superUrl);
  url.pathname = `/${database}`;
  await withClient(url.href, async (superuser) => {
    await until('background jobs are named, where a vault works on them', async () => {
      const { rows } = await superuser.query<{ isThere: boolean }>(
        `SELECT EXISTS (SELECT 1 FROM graphile_worker._private_tasks) OR NOT EXISTS (SELECT 1 FROM pg_stat_activity
           WHERE datname = current_database() AND application_name = 'connect-vault-jobs') AS "isThere"`,
      );
      return rows[0]?.isThere === true;
    });
  });
}
