// Applies prisma/migrations as `prisma migrate deploy` does (same table, checksums and lock), with `pg` alone:
// at the start of the embedded database and on servers without the Prisma command line.
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { messageOf } from '../error.mjs';
import { root } from '../paths.mjs';
import { JOBS_REVISION, jobsRevision, jobsRights, migrateJobs } from './jobs.mjs';
import { assertPreconditions } from './preconditions.mjs';
import { ROLES, withClient } from './roles.mjs';

const MIGRATIONS = path.join(root, 'prisma/migrations');
const PRISMA_MIGRATE_LOCK = 72707369;
const MIGRATIONS_TABLE = `CREATE TABLE IF NOT EXISTS public._prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`;

/** @typedef {{ name: string; sql: string; checksum: string }} Migration */
/** @typedef {{ migration_name: string; checksum: string; finished_at: Date | null }} Recorded a row of _prisma_migrations */

/** @param {string} folder @returns {Migration[]} */
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
 * @throws when the database is not ready for it, when a migration fails, failed earlier, or was changed after it was applied
 */
export async function migrate(url, { folder = MIGRATIONS } = {}) {
  return withClient(url, async (owner) => {
    await assertPreconditions(owner);
    const all = migrationsIn(folder);
    await inLockedTransaction(owner, async () => {
      await owner.query(MIGRATIONS_TABLE);
      // `npm start` signs in as connect_vault to see whether anything is pending
      await owner.query(`GRANT SELECT ON public._prisma_migrations TO ${ROLES.vault}`);
    });
    const applied = [];
    for (let next = await applyNext(owner, all); next !== undefined; next = await applyNext(owner, all)) {
      applied.push(next);
    }
    if ((await jobsRevision(owner)) < JOBS_REVISION) await migrateJobs(url);
    await inLockedTransaction(owner, () => owner.query(jobsRights()));
    return { found: all.length, applied };
  });
}

/** What was applied, for a line of a log. @param {string[]} applied @returns {string} */
export const countAndLast = (applied) =>
  applied.length < 2 ? applied.join('') || 'none' : `${applied.length}, the last ${applied.at(-1)}`;

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

/** @param {import('pg').Client} client @returns {Promise<Recorded[]>} */
async function recorded(client) {
  const { rows } = await client.query(
    'SELECT migration_name, checksum, finished_at FROM public._prisma_migrations WHERE rolled_back_at IS NULL',
  );
  return rows;
}

/** @param {Migration[]} all @param {Recorded[]} done */
function pendingOf(all, done) {
  const failed = done.find((row) => !row.finished_at);
  if (failed) {
    throw new Error(
      `migration ${failed.migration_name} is recorded as begun and not finished (by another tool): see what it did, then fix its row in _prisma_migrations`,
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
/** @param {import('pg').Client} owner @param {Migration[]} all */
function applyNext(owner, all) {
  return inLockedTransaction(owner, async () => {
    const next = pendingOf(all, await recorded(owner))[0];
    if (next === undefined) return undefined;
    await owner.query(
      `INSERT INTO public._prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, now(), 1)`,
      [randomUUID(), next.checksum, next.name],
    );
    await setSearchPath(owner);
    try {
      await owner.query(next.sql);
    } catch (error) {
      throw new Error(`migration ${next.name}: ${messageOf(error)}`, { cause: error });
    }
    return next.name;
  });
}

// Hosted services have pg_trgm in a schema of their own, and migrations name its operator class without one.
/** @param {import('pg').Client} owner */
async function setSearchPath(owner) {
  const { rows } = await owner.query(
    `SELECT n.nspname AS schema FROM pg_catalog.pg_extension e
       JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_trgm'`,
  );
  const schemas = new Set(['public', ...rows.map(({ schema }) => schema)]);
  const path = [...schemas].map((schema) => owner.escapeIdentifier(schema)).join(', ');
  await owner.query(`SET LOCAL search_path = ${path}`);
}

// One start at a time. The lock ends with the transaction: a session's would stay behind in a pooler's connection.
/** @template T @param {import('pg').Client} owner @param {() => Promise<T>} act */
async function inLockedTransaction(owner, act) {
  // whoever waits for the lock has to see afterwards what was done meanwhile, whatever the database's own level is
  await owner.query('BEGIN ISOLATION LEVEL READ COMMITTED');
  try {
    await owner.query('SET LOCAL statement_timeout = 0');
    await owner.query('SELECT pg_advisory_xact_lock($1)', [PRISMA_MIGRATE_LOCK]);
    const result = await act();
    await owner.query('COMMIT');
    return result;
  } catch (error) {
    await owner.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
