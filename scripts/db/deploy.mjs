import { ensureDatabase } from './ensure.mjs';
import { migrate } from './migrate.mjs';
import { outsideOwnerUrl } from './owner-url.mjs';

/**
 * Applies pending migrations to the server of `MIGRATION_DATABASE_URL` (or its `_FILE`) or, without it, to the embedded one (starting it).
 * @returns {Promise<{ ownerUrl: string; found: number; applied: string[] }>}
 */
export async function setUpAndMigrate() {
  const ownerUrl = outsideOwnerUrl(process.env) ?? (await ensureDatabase()).ownerUrl;
  return { ownerUrl, ...(await migrate(ownerUrl)) };
}
