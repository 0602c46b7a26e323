import { messageOf } from '../error.mjs';
import { ensureDatabase } from './ensure.mjs';
import { migrate } from './migrate.mjs';
import { outsideOwnerUrl } from './owner-url.mjs';
import { databaseOf } from './roles.mjs';

/**
 * Applies pending migrations to the server of `MIGRATION_DATABASE_URL` (or its `_FILE`) or, without it, to the embedded one (starting it).
 * @returns {Promise<{ database: string; found: number; applied: string[] }>} the database's name and place, without a password
 * @throws naming the database: an address of another shell or file would go unnoticed
 */
export async function setUpAndMigrate() {
  const ownerUrl = outsideOwnerUrl(process.env) ?? (await ensureDatabase()).ownerUrl;
  const database = databaseOf(ownerUrl);
  try {
    return { database, ...(await migrate(ownerUrl)) };
  } catch (error) {
    throw new Error(`${database}: ${messageOf(error)}`, { cause: error });
  }
}
