// PgBouncer in front of a test's PostgreSQL, from Debian's packages.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { unprivileged } from '../../scripts/db/binaries.mjs';
import { freePort } from '../../scripts/ports.mjs';
import { aptInstall } from '../apt-install.mjs';

const PROGRAMS = [
  '/usr/sbin/pgbouncer',
  '/usr/bin/pgbouncer',
  '/opt/homebrew/bin/pgbouncer',
  '/usr/local/bin/pgbouncer',
];

/**
 * `TEST_PGBOUNCER`, or PgBouncer where packages put it.
 * @returns {string | undefined} the program
 * @throws when the explicit path does not exist
 */
function findPooler() {
  const explicit = process.env.TEST_PGBOUNCER;
  if (explicit && !fs.existsSync(explicit)) throw new Error(`TEST_PGBOUNCER: there is no ${explicit}`);
  return explicit || PROGRAMS.find((program) => fs.existsSync(program));
}

function installPooler() {
  if (process.getuid?.() === 0 && fs.existsSync('/usr/bin/apt-get')) aptInstall('pgbouncer');
}

/**
 * Finds PgBouncer, or installs it when this is root.
 * @param {{ find?: () => string | undefined; install?: () => void }} [ways]
 * @returns {string} the program
 * @throws when there is none: what a pooler does cannot be tested then, and a test that needs one is never passed over
 */
export function ensurePooler({ find = findPooler, install = installPooler } = {}) {
  if (!find()) install();
  const program = find();
  if (program) return program;
  throw new Error(
    'poolers could not be tested: there is no PgBouncer and none could be installed. Install it (apt-get install pgbouncer) or ' +
      'name one with TEST_PGBOUNCER',
  );
}

/**
 * Starts a PgBouncer of its own for one server.
 * @param {string} server any address of that server
 * @param {Record<string, string>} passwords by role
 * @param {Record<string, string | number>} [settings] of PgBouncer, over pool_mode = transaction
 * @returns {Promise<{ through: (url: string) => string; log: () => string; close: () => Promise<void> }>} `through`: the same
 *   role and database by way of the pooler
 */
export async function startPooler(server, passwords, settings = {}) {
  const program = ensurePooler();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'connect-wise-pooler-'));
  const port = await freePort();
  const log = path.join(folder, 'log');
  const users = Object.entries(passwords).map(([role, password]) => `"${role}" "${password}"\n`);
  fs.writeFileSync(path.join(folder, 'users'), users.join(''), { mode: 0o600 });
  fs.writeFileSync(
    path.join(folder, 'pgbouncer.ini'),
    configuration(new URL(server), folder, port, settings),
  );
  const account = unprivileged([folder]);
  for (const name of account.options.uid === undefined ? [] : ['.', 'users', 'pgbouncer.ini']) {
    fs.chownSync(path.join(folder, name), account.options.uid ?? 0, account.options.gid ?? 0);
  }
  const [command = '', ...words] = [...account.prefix, program, path.join(folder, 'pgbouncer.ini')];
  const output = fs.openSync(log, 'a');
  const child = spawn(command, words, { stdio: ['ignore', output, output], cwd: folder, ...account.options });
  fs.closeSync(output);
  await untilListening(child, port, log);
  return {
    through: (url) => {
      const pooled = new URL(url);
      pooled.host = `127.0.0.1:${port}`;
      return pooled.toString();
    },
    log: () => fs.readFileSync(log, 'utf8'),
    close: () => close(child, folder),
  };
}

/**
 * @param {URL} server
 * @param {string} folder
 * @param {number} port
 * @param {Record<string, string | number>} settings
 */
function configuration(server, folder, port, settings) {
  const all = {
    listen_addr: '127.0.0.1',
    listen_port: port,
    unix_socket_dir: '',
    auth_type: 'scram-sha-256',
    auth_file: path.join(folder, 'users'),
    pool_mode: 'transaction',
    max_client_conn: 500,
    ...settings,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name} = ${value}`);
  return `[databases]\n* = host=${server.hostname} port=${server.port}\n[pgbouncer]\n${lines.join('\n')}\n`;
}

/** @param {import('node:child_process').ChildProcess} child @param {number} port @param {string} log */
async function untilListening(child, port, log) {
  for (const until = Date.now() + 30_000; !(await answers(port)); await sleep(20)) {
    if (child.exitCode !== null || Date.now() > until) {
      throw new Error(`PgBouncer did not start:\n${fs.readFileSync(log, 'utf8')}`);
    }
  }
}

/** @param {number} port */
async function answers(port) {
  const socket = net.connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** @param {import('node:child_process').ChildProcess} child @param {string} folder */
async function close(child, folder) {
  if (child.exitCode === null && child.signalCode === null) {
    const closed = once(child, 'exit');
    child.kill('SIGTERM');
    await closed;
  }
  fs.rmSync(folder, { recursive: true, force: true });
}
