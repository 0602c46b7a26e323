// A PostgreSQL with a synchronous standby, of Debian's packages, behind one address that can move: what a fail-over needs.
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { unprivileged } from '../../scripts/db/binaries.mjs';
import { migrate } from '../../scripts/db/migrate.mjs';
import { DATABASE, ROLES, roleUrl, setUpDatabase, setUpRoles, withClient } from '../../scripts/db/roles.mjs';
import { freePort } from '../../scripts/ports.mjs';
import { openMovingAddress } from './moving-address.mjs';
import { debianPrograms } from './outside-server.mjs';

const READY_WITHIN_MS = 60_000;

/** @typedef {import('node:child_process').ChildProcess} Server */
/** @typedef {{ folder: string; password: string; command: (program: string, words: string[]) => [string, ...string[]]; account: { uid?: number; gid?: number } }} Place */

/**
 * Starts a primary and a standby that confirms each commit, with the product's roles and a migrated database. Clients use
 * `superUrl` (and addresses made of it), which leads to the primary until `promote`.
 * @returns {Promise<{ superUrl: string; passwords: Record<string, string>; version: string; killPrimary: () => Promise<void>;
 *   promote: () => Promise<void>; close: () => Promise<void> }>}
 * @throws when there is no PostgreSQL of Debian's packages
 */
export async function startReplicatedServer() {
  const place = makePlace();
  const urlAt = (/** @type {number} */ port) =>
    `postgresql://postgres:${place.password}@127.0.0.1:${port}/postgres`;
  const [primaryPort, standbyPort] = [await freePort(), await freePort()];
  initialise(place);
  const primary = start(place, 'primary', primaryPort);
  const version = await untilAnswers(urlAt(primaryPort), primary);
  copy(place, primaryPort);
  const standby = start(place, 'standby', standbyPort);
  await untilAnswers(urlAt(standbyPort), standby);
  await withClient(urlAt(primaryPort), makeSynchronous);
  const address = await openMovingAddress(primaryPort);
  const superUrl = urlAt(address.port);
  const passwords = await setUp(superUrl);
  return {
    superUrl,
    passwords,
    version,
    killPrimary: () => end(primary, 'SIGKILL'),
    promote: async () => {
      await withClient(urlAt(standbyPort), (client) => client.query('SELECT pg_promote(true, 60)'));
      address.move(standbyPort);
    },
    close: async () => {
      await address.close();
      await Promise.all([end(standby, 'SIGINT'), end(primary, 'SIGINT')]);
      fs.rmSync(place.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
    },
  };
}

/** @returns {Place} */
function makePlace() {
  const bin = debianPrograms();
  if (bin === undefined)
    throw new Error(
      'a fail-over needs PostgreSQL 15 or newer of Debian’s packages: apt-get install postgresql',
    );
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'connect-wise-failover-'));
  const account = unprivileged([folder]);
  const command = (/** @type {string} */ program, /** @type {string[]} */ words) => {
    const [first = '', ...rest] = [...account.prefix, path.join(bin, program), ...words];
    return /** @type {[string, ...string[]]} */ ([first, ...rest]);
  };
  return { folder, password: randomBytes(16).toString('hex'), command, account: account.options };
}

/** @param {Place} place @param {string} program @param {string[]} words */
function run({ folder, password, command, account }, program, words) {
  const [first, ...rest] = command(program, words);
  const env = { ...process.env, PGPASSWORD: password };
  execFileSync(first, rest, { stdio: 'pipe', cwd: folder, env, ...account });
}

/** @param {Place} place */
function initialise(place) {
  const { folder, password, account } = place;
  const file = path.join(folder, 'password');
  fs.writeFileSync(file, password, { mode: 0o600 });
  if (account.uid) fs.chownSync(file, account.uid, account.gid ?? 0);
  const data = ['-D', path.join(folder, 'primary'), '-U', 'postgres', '-A', 'scram-sha-256'];
  run(place, 'initdb', [...data, '--pwfile', file, '-E', 'UTF8', '--locale=C', '--no-sync']);
}

/** @param {Place} place @param {number} from the primary's port */
function copy(place, from) {
  const server = ['-h', '127.0.0.1', '-p', String(from), '-U', 'postgres'];
  const to = ['-D', path.join(place.folder, 'standby')];
  run(place, 'pg_basebackup', [...server, ...to, '-R', '-X', 'stream', '-c', 'fast', '--no-sync']);
}

/** @param {Place} place @param {string} name @param {number} port @returns {Server} */
function start({ folder, command, account }, name, port) {
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=200'];
  const words = ['-D', path.join(folder, name), '-p', String(port)];
  const [first, ...rest] = command('postgres', [...words, ...settings.flatMap((setting) => ['-c', setting])]);
  const log = fs.openSync(path.join(folder, `${name}.log`), 'a');
  const server = spawn(first, rest, { stdio: ['ignore', log, log], cwd: folder, ...account });
  fs.closeSync(log);
  return server;
}

/**
 * From here on a commit is acknowledged when it stands on both disks.
 * @param {import('pg').Client} client
 */
async function makeSynchronous(client) {
  await client.query("ALTER SYSTEM SET synchronous_standby_names = '*'");
  await client.query('SELECT pg_reload_conf()');
  for (const until = Date.now() + READY_WITHIN_MS; ; await sleep(50)) {
    const { rows } = await client.query("SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'");
    if (rows.length === 1) return;
    if (Date.now() > until) throw new Error('the standby is not synchronous');
  }
}

/** @param {string} superUrl @returns {Promise<Record<string, string>>} passwords by role */
async function setUp(superUrl) {
  const passwords = Object.fromEntries(
    Object.values(ROLES).map((role) => [role, randomBytes(24).toString('hex')]),
  );
  await withClient(superUrl, async (superuser) => {
    await setUpRoles(superuser, passwords);
    await setUpDatabase(superuser, DATABASE);
  });
  await migrate(roleUrl(superUrl, ROLES.owner, passwords[ROLES.owner] ?? '', DATABASE));
  return passwords;
}

/** @param {Server} server @param {NodeJS.Signals} signal */
async function end(server, signal) {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exited = once(server, 'exit');
  server.kill(signal);
  await exited;
}

/** @param {string} url @param {Server} server @returns {Promise<string>} its version */
async function untilAnswers(url, server) {
  for (const until = Date.now() + READY_WITHIN_MS; ; await sleep(50)) {
    try {
      const { rows } = await withClient(url, (client) => client.query('SHOW server_version'));
      return rows[0].server_version;
    } catch (error) {
      if (server.exitCode !== null || Date.now() > until) throw error;
    }
  }
}
