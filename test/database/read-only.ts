import { inject } from 'vitest';
import { withClient } from '#scripts/db/roles';
import type { TestDatabase } from './test-database.ts';

/**
 * Switches a test's database to read-only, or back, and ends every session in it, as a fail-over to a standby does: who
 * comes back reads everything and writes nothing.
 */
export async function setReadOnly({ ownerUrl }: TestDatabase, isReadOnly: boolean): Promise<void> {
  const name = new URL(ownerUrl).pathname.slice(1);
  await withClient(inject('testCluster').superUrl, async (superuser) => {
    const setting = `default_transaction_read_only = ${isReadOnly}`;
    await superuser.query(`ALTER DATABASE ${superuser.escapeIdentifier(name)} SET ${setting}`);
    await superuser.query('SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1', [
      name,
    ]);
  });
}
