// The embedded database as the rest of the scripts see it: four addresses, one per role.
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { defaultDataDir } from '../paths.mjs';
import {
  clusterInfo,
  keepPasswords,
  runningCluster,
  SUPERUSER,
  startCluster,
  stopCluster,
} from './cluster.mjs';
import { withLock } from './lock.mjs';
import { DATABASE, inDatabase, ROLES, roleUrl, setUpDatabase, setUpRoles, withClient } from './roles.mjs';

/**
 * @typedef {object} EmbeddedDatabase
 * @property {string} ownerUrl migrations and seeds
 * @property {string} webUrl the web process
 * @property {string} vaultUrl the vault process
 * @property {string} jobsUrl the vault process's background jobs
 * @property {boolean} started whether this call started the server (false: it ran already)
 * @property {() => Promise<boolean>} stop stops the server for everybody
 */

/** @param {string} dataDir @returns {string} the superuser's address; for scripts that make roles and databases only */
export function superuserUrl(dataDir) {
  const running = runningCluster(dataDir);
  if (!running) throw new Error(`no database runs in ${dataDir}`);
  return `postgresql://${SUPERUSER}:${clusterInfo(dataDir).superuserPassword}@127.0.0.1:${running.port}/postgres`;
}

/**
 * Starts the embedded PostgreSQL of a data folder (making it first) or attaches to it; roles and the database are
 * there afterwards, migrations are not applied.
 * @param {{ dataDir?: string; fsync?: boolean; maxConnections?: number }} [options]
 * @returns {Promise<EmbeddedDatabase>}
 */
export async function ensureDatabase({ dataDir = defaultDataDir(), ...options } = {}) {
  const home = path.resolve(dataDir);
  const { started } = await startCluster(home, options);
  const superUrl = superuserUrl(home);
  const passwords = await withLock(path.join(home, 'roles.lock'), () => ensureRoles(home, superUrl, started));
  return { ...urlsOf(superUrl, passwords, DATABASE), started, stop: () => stopCluster(home) };
}

/** @param {string} home @param {string} superUrl @param {boolean} started */
async function ensureRoles(home, superUrl, started) {
  const known = clusterInfo(home).passwords;
  const missing = Object.values(ROLES).filter((role) => !known[role]);
  const made = Object.fromEntries(missing.map((role) => [role, randomBytes(24).toString('hex')]));
  const passwords = { ...known, ...made };
  await withClient(superUrl, async (superuser) => {
    // also on a server that runs already: it may have been started by an older version of this program
    await setUpRoles(superuser, started ? passwords : made);
    await setUpDatabase(superuser, DATABASE);
  });
  // kept last: after a crash in between, the next start finds them missing and sets new ones
  if (missing.length > 0) keepPasswords(home, made);
  return passwords;
}

/** @param {string} superUrl @param {Record<string, string>} passwords by role @param {string} database */
export function urlsOf(superUrl, passwords, database) {
  const url = (/** @type {string} */ role) => roleUrl(superUrl, role, passwords[role] ?? '', database);
  return {
    ownerUrl: url(ROLES.owner),
    webUrl: url(ROLES.web),
    vaultUrl: url(ROLES.vault),
    jobsUrl: url(ROLES.jobs),
  };
}

/** @param {string} dataDir @returns {Promise<boolean>} whether any process other than this one uses the database now */
export async function isInUse(dataDir) {
  return withClient(inDatabase(superuserUrl(dataDir), 'postgres'), async (superuser) => {
    const { rows } = await superuser.query(
      "SELECT count(*)::int AS clients FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()",
    );
    return rows[0].clients > 0;
  });
}
