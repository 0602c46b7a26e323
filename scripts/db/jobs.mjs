// The tables of the job library. It would make them itself when a vault starts, but for that the vault's role would need
// CREATE on the database (decision 039); and a change's transaction adds jobs, so they have to be there before it.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { root } from '../paths.mjs';

/** The last of the migrations that graphile-worker 0.17.3 brings. */
export const JOBS_REVISION = 19;

/**
 * @param {import('pg').Client} client role connect_owner or connect_jobs
 * @returns {Promise<number>} how far the library's migrations have been applied
 */
export async function jobsRevision(client) {
  const { rows } = await client.query("SELECT to_regclass('graphile_worker.migrations') IS NOT NULL AS made");
  if (!rows[0].made) return 0;
  const latest = await client.query('SELECT coalesce(max(id), 0) AS id FROM graphile_worker.migrations');
  return latest.rows[0].id;
}

/**
 * Applies the library's own migrations. Several at once are settled by the library.
 * @param {string} url role connect_owner
 */
export async function migrateJobs(url) {
  const { Logger, runMigrations } = await loadLibrary();
  const pool = new pg.Pool({ connectionString: url, max: 1, connectionTimeoutMillis: 15_000 });
  // the library prints a warning about a pool without them
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  try {
    await runMigrations({
      pgPool: pool,
      concurrency: 1,
      noPreparedStatements: true,
      logger: new Logger(() => () => undefined),
    });
  } finally {
    await pool.end();
  }
}

/**
 * It brings TypeScript and types along as packages, so production has it in what was built (decision 022).
 * @returns {Promise<typeof import('./job-library.mjs')>}
 */
async function loadLibrary() {
  const built = path.join(root, 'dist/job-library.mjs');
  try {
    return await import('./job-library.mjs');
  } catch (error) {
    if (existsSync(built)) return import(built);
    throw new Error('not built yet: npm run build', { cause: error });
  }
}

/** @returns {string} what the role connect_jobs may do with them */
export function jobsRights() {
  return readFileSync(path.join(root, 'prisma/jobs.sql'), 'utf8');
}
