import { ensureDatabase } from './ensure.mjs';
import { migrate } from './migrate.mjs';

/**
 * Applies pending migrations to the server of `MIGRATION_DATABASE_URL` or, without it, to the embedded one (starting it).
 * @returns {Promise<{ ownerUrl: string; found: number; applied: string[] }>}
 */
export async function setUpAndMigrate() {
  const ownerUrl = process.env.MIGRATION_DATABASE_URL || (await ensureDatabase()).ownerUrl;
  return { ownerUrl, ...(await migrate(ownerUrl)) };
}
