// Applies prisma/migrations as `prisma migrate deploy` does (same table, checksums and lock), with `pg` alone:
// at the start of the embedded database and on servers without the Prisma command line.
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../paths.mjs';
import { ROLES, withClient } from './roles.mjs';

const MIGRATIONS = path.join(root, 'prisma/migrations');
const PRISMA_MIGRATE_LOCK = 72707369;
const MIGRATIONS_TABLE = `CREATE TABLE IF NOT EXISTS public._prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`;

function migrationsIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(path.join(folder, entry.name, 'migration.sql')))
    .map(({ name }) => {
      const sql = readFileSync(path.join(folder, name, 'migration.sql'));
      return { name, sql: sql.toString('utf8'), checksum: createHash('sha256').update(sql).digest('hex') };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * @param {string} url role connect_owner
 * @param {{ folder?: string }} [options]
 * @returns {Promise<{ found: number; applied: string[] }>}
 * @throws when a migration fails, failed earlier, or was changed after it was applied
 */
export async function migrate(url, { folder = MIGRATIONS } = {}) {
  return withClient(url, async (owner) => {
    await owner.query('SELECT pg_advisory_lock($1)', [PRISMA_MIGRATE_LOCK]);
    await owner.query(MIGRATIONS_TABLE);
    const all = migrationsIn(folder);
    const pending = pendingOf(all, await recorded(owner));
    for (const migration of pending) await apply(owner, migration);
    // `npm start` signs in as connect_vault to see whether anything is pending
    await owner.query(`GRANT SELECT ON public._prisma_migrations TO ${ROLES.vault}`);
    return { found: all.length, applied: pending.map(({ name }) => name) };
  });
}

/**
 * @param {string} url role connect_owner or connect_vault
 * @param {{ folder?: string }} [options]
 * @returns {Promise<string[]>} names of migrations not applied yet
 * @throws as {@link migrate}
 */
export async function pendingMigrations(url, { folder = MIGRATIONS } = {}) {
  return withClient(url, async (client) => {
    const { rows } = await client.query(
      "SELECT to_regclass('public._prisma_migrations') IS NOT NULL AS made",
    );
    const done = rows[0].made ? await recorded(client) : [];
    return pendingOf(migrationsIn(folder), done).map(({ name }) => name);
  });
}

async function recorded(client) {
  const { rows } = await client.query(
    'SELECT migration_name, checksum, finished_at FROM public._prisma_migrations WHERE rolled_back_at IS NULL',
  );
  return rows;
}

function pendingOf(all, done) {
  const failed = done.find((row) => !row.finished_at);
  if (failed) {
    throw new Error(
      `migration ${failed.migration_name} is recorded as begun and not finished (by another tool): see what it did, then mend its row in _prisma_migrations`,
    );
  }
  const checksums = new Map(done.map((row) => [row.migration_name, row.checksum]));
  const changed = all.find(({ name, checksum }) => checksums.has(name) && checksums.get(name) !== checksum);
  if (changed) {
    throw new Error(
      `migration ${changed.name} was changed after it was applied here: put it back, and make a new migration ` +
        '(a development database may also be removed: `npm run db:stop`, then delete its data folder)',
    );
  }
  return all.filter(({ name }) => !checksums.has(name));
}

// Record and change are one transaction: killed at any point, a migration is either applied and recorded or neither.
async function apply(owner, { name, sql, checksum }) {
  await owner.query('BEGIN');
  try {
    await owner.query(
      `INSERT INTO public._prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, now(), 1)`,
      [randomUUID(), checksum, name],
    );
    await owner.query(sql);
    await owner.query('COMMIT');
  } catch (error) {
    await owner.query('ROLLBACK');
    throw new Error(`migration ${name}: ${error.message}`, { cause: error });
  }
}
