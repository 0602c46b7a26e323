// One embedded PostgreSQL cluster in one folder: make, start or attach, stop. Nothing here knows about roles.
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../ports.mjs';
import { startedAt, workingFolder } from '../process-table.mjs';
import { embeddedBinaries, unprivileged } from './binaries.mjs';
import { withLock } from './lock.mjs';

export const SUPERUSER = 'connect_superuser';
const START_TIMEOUT_MS = 60_000;
const GONE_AFTER_MS = 3000;

/** @typedef {ReturnType<typeof filesOf>} Files */
/** @typedef {import('./binaries.mjs').Account} Account */

/** @param {string} home the data folder */
function filesOf(home) {
  const data = path.join(home, 'pg');
  return {
    data,
    info: path.join(home, 'pg.json'),
    log: path.join(home, 'pg.log'),
    lock: path.join(home, 'pg.lock'),
    pid: path.join(data, 'postmaster.pid'),
  };
}

/**
 * @param {string} home
 * @returns {{ pid: number; port: number; ready: boolean } | undefined} the running server of that folder
 */
export function runningCluster(home) {
  const files = filesOf(home);
  let lines;
  try {
    lines = fs.readFileSync(files.pid, 'utf8').split('\n');
  } catch {
    return undefined;
  }
  const pid = Number(lines[0]);
  if (startedAt(pid) === undefined) return undefined;
  // after a restart of the machine or container the pid may belong to anybody
  const folder = workingFolder(pid);
  if (folder !== undefined && folder !== fs.realpathSync(files.data)) return undefined;
  return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' };
}

/** @typedef {{ superuserPassword: string; port: number; passwords: Record<string, string> }} ClusterInfo */

/** @param {string} home @returns {ClusterInfo} */
export function clusterInfo(home) {
  return JSON.parse(fs.readFileSync(filesOf(home).info, 'utf8'));
}

/**
 * Starts the cluster of `home`, making it first when there is none, or attaches to it.
 * @param {string} home
 * @param {{ fsync?: boolean; maxConnections?: number }} [options] `fsync: false` is for throw-away test clusters only:
 *   a crash of the machine may then lose or tear data
 * @returns {Promise<{ port: number; started: boolean }>}
 */
export async function startCluster(home, options = {}) {
  fs.mkdirSync(home, { recursive: true, mode: 0o700 });
  const files = filesOf(home);
  return withLock(files.lock, async () => {
    const running = runningCluster(home);
    if (running?.ready) return { port: running.port, started: false };
    if (!running) await launch(home, options);
    const { port } = await untilReady(home, files.log);
    return { port, started: !running };
  });
}

/** @param {string} home @param {{ fsync?: boolean; maxConnections?: number }} options */
async function launch(home, { fsync = true, maxConnections = 100 }) {
  const files = filesOf(home);
  const programs = await embeddedBinaries();
  const account = unprivileged([files.data, home]);
  if (!fs.existsSync(path.join(files.data, 'PG_VERSION'))) await initialise(files, programs, account);
  const info = clusterInfo(home);
  const port = await freePort(info.port);
  if (port !== info.port) writeInfo(files.info, { ...info, port });
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    `max_connections=${maxConnections}`,
    `fsync=${fsync ? 'on' : 'off'}`,
    ...(fsync ? [] : ['full_page_writes=off', 'synchronous_commit=off']),
  ].flatMap((setting) => ['-c', setting]);
  for (const until = Date.now() + START_TIMEOUT_MS; ; ) {
    if (
      await runsOn(
        files,
        [...account.prefix, programs.postgres, '-D', files.data, '-p', String(port), ...settings],
        account.options,
      )
    ) {
      return;
    }
    // the last children of a killed server still hold its shared memory for a moment
    if (Date.now() > until || !lastWords(files.log).includes('shared memory')) throw startFailure(files.log);
    await sleep(300);
  }
}

// Resolves true once the server has written its pid file, false when it ended first.
/** @param {Files} files @param {string[]} command @param {Account['options']} options @returns {Promise<boolean>} */
function runsOn(files, command, options) {
  const [program = '', ...args] = command;
  // a pid file that names somebody else's process keeps PostgreSQL from starting
  fs.rmSync(files.pid, { force: true });
  const log = fs.openSync(files.log, 'a', 0o600);
  const child = spawn(program, args, {
    detached: true,
    stdio: ['ignore', log, log],
    cwd: files.data,
    ...options,
  });
  fs.closeSync(log);
  child.unref();
  return new Promise((resolve, reject) => {
    const watch = setInterval(() => {
      if (fs.existsSync(files.pid)) settle(() => resolve(true));
    }, 10);
    const settle = (/** @type {() => void} */ act) => {
      clearInterval(watch);
      child.removeAllListeners();
      act();
    };
    child.once('error', (error) => settle(() => reject(error)));
    child.once('exit', () => settle(() => resolve(false)));
  });
}

/** @param {string} home @param {string} log */
async function untilReady(home, log) {
  let seen = Date.now();
  for (const until = seen + START_TIMEOUT_MS; ; await sleep(10)) {
    const now = runningCluster(home);
    if (now?.ready) return now;
    // the pid file is written in pieces: for a moment it names nobody
    if (now) seen = Date.now();
    if (Date.now() > Math.min(until, seen + GONE_AFTER_MS)) throw startFailure(log);
  }
}

const lastWords = (/** @type {string} */ log) =>
  fs.readFileSync(log, 'utf8').split('\n').slice(-8).join('\n');
const startFailure = (/** @type {string} */ log) =>
  new Error(`the embedded PostgreSQL did not start; the end of ${log}:\n${lastWords(log)}`);

/** @param {Files} files @param {import('./binaries.mjs').Programs} programs @param {Account} account */
async function initialise(files, programs, account) {
  const home = path.dirname(files.data);
  const passwordFile = path.join(home, `.password-${process.pid}`);
  const unfinished = `${files.data}.new`;
  fs.rmSync(unfinished, { recursive: true, force: true });
  const superuserPassword = randomBytes(24).toString('hex');
  fs.writeFileSync(passwordFile, superuserPassword, { mode: 0o600 });
  const { uid, gid } = account.options;
  if (uid !== undefined && gid !== undefined) {
    for (const file of [home, passwordFile]) fs.chownSync(file, uid, gid);
  }
  try {
    const [program = '', ...args] = [
      ...account.prefix,
      programs.initdb,
      '-D',
      unfinished,
      '-U',
      SUPERUSER,
      '-A',
      'scram-sha-256',
      `--pwfile=${passwordFile}`,
      '-E',
      'UTF8',
      '--locale=C',
      '--no-instructions',
      '--no-sync',
    ];
    execFileSync(program, args, { stdio: 'pipe', ...account.options });
    writeInfo(files.info, { superuserPassword, port: await freePort(), passwords: {} });
    // last, so that a half-made folder is never taken for a cluster
    fs.renameSync(unfinished, files.data);
  } finally {
    fs.rmSync(passwordFile, { force: true });
  }
}

/** @param {string} file @param {ClusterInfo} info */
function writeInfo(file, info) {
  fs.writeFileSync(`${file}.new`, `${JSON.stringify(info, null, 2)}\n`, { mode: 0o600 });
  fs.renameSync(`${file}.new`, file);
}

/**
 * @param {string} home
 * @param {Record<string, string>} passwords by role
 */
export function keepPasswords(home, passwords) {
  const info = clusterInfo(home);
  writeInfo(filesOf(home).info, { ...info, passwords: { ...info.passwords, ...passwords } });
}

/**
 * Stops the cluster: connected clients are cut off, everything committed stays.
 * @param {string} home
 * @returns {Promise<boolean>} whether a server was running
 */
export async function stopCluster(home) {
  const running = runningCluster(home);
  if (!running) return false;
  const mark = startedAt(running.pid);
  process.kill(running.pid, 'SIGINT');
  for (const until = Date.now() + START_TIMEOUT_MS; startedAt(running.pid) === mark; await sleep(20)) {
    if (Date.now() > until) throw new Error(`PostgreSQL (pid ${running.pid}) does not stop`);
  }
  return true;
}
