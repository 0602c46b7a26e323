// A PostgreSQL that is not the embedded one, for the test that `npm start` works on somebody's own server.
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { unprivileged } from '../../scripts/db/binaries.mjs';
import { withClient } from '../../scripts/db/roles.mjs';
import { messageOf } from '../../scripts/error.mjs';
import { freePort } from '../../scripts/ports.mjs';
import { startedAt } from '../../scripts/process-table.mjs';
import { aptInstall } from '../apt-install.mjs';

const DEBIAN = '/usr/lib/postgresql';
const OLDEST = 15;

/**
 * A server given by `TEST_DATABASE_URL` (a superuser's address), else Debian's PostgreSQL, installed when this is root,
 * in a folder of its own.
 * @returns {Promise<{ superUrl: string; version: string; close: () => Promise<void> }>}
 * @throws when there is none: that test is never passed over
 */
export async function findOutsidePostgres() {
  const given = process.env.TEST_DATABASE_URL;
  if (given) return { superUrl: given, version: await versionOf(given), close: async () => undefined };
  if (!debianPrograms() && process.getuid?.() === 0 && fs.existsSync('/usr/bin/apt-get'))
    aptInstall('postgresql');
  const programs = debianPrograms();
  if (programs) return startDebian(programs);
  throw new Error(
    `this test needs a PostgreSQL (${OLDEST} or newer) that is not the embedded one: install Debian's (apt-get install ` +
      'postgresql) or set TEST_DATABASE_URL to a superuser’s address of a throw-away server',
  );
}

/** @returns {string | undefined} the folder of the programs of the newest version that is installed, 15 at least */
export function debianPrograms() {
  const versions = fs.existsSync(DEBIAN) ? fs.readdirSync(DEBIAN).map(Number) : [];
  const newest = Math.max(0, ...versions.filter((version) => version >= OLDEST));
  const bin = path.join(DEBIAN, String(newest), 'bin');
  return fs.existsSync(path.join(bin, 'postgres')) ? bin : undefined;
}

/** @param {string} bin */
async function startDebian(bin) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'connect-wise-outside-'));
  const data = path.join(folder, 'data');
  const account = unprivileged([folder]);
  const password = randomBytes(16).toString('hex');
  fs.writeFileSync(path.join(folder, 'password'), password, { mode: 0o600 });
  if (account.options.uid)
    fs.chownSync(path.join(folder, 'password'), account.options.uid, account.options.gid ?? 0);
  const [initdb = '', ...words] = [
    ...account.prefix,
    path.join(bin, 'initdb'),
    '-D',
    data,
    '-U',
    'postgres',
    '-A',
    'scram-sha-256',
    '--pwfile',
    path.join(folder, 'password'),
    '-E',
    'UTF8',
    '--locale=C',
    '--no-sync',
  ];
  execFileSync(initdb, words, { stdio: 'pipe', cwd: folder, ...account.options });
  const port = await freePort();
  const [postgres = '', ...settings] = [
    ...account.prefix,
    path.join(bin, 'postgres'),
    '-D',
    data,
    '-p',
    String(port),
    '-c',
    'listen_addresses=127.0.0.1',
    '-c',
    'unix_socket_directories=',
    '-c',
    'fsync=off',
  ];
  const log = fs.openSync(path.join(folder, 'log'), 'a');
  const server = spawn(postgres, settings, { stdio: ['ignore', log, log], cwd: folder, ...account.options });
  fs.closeSync(log);
  const superUrl = `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`;
  const version = await untilAnswers(superUrl, server, path.join(folder, 'log'));
  return { superUrl, version, close: () => close(server, folder) };
}

/** @param {string} url @param {import('node:child_process').ChildProcess} server @param {string} log */
async function untilAnswers(url, server, log) {
  for (const until = Date.now() + 30_000; ; await sleep(50)) {
    try {
      return await versionOf(url);
    } catch (error) {
      if (server.exitCode !== null || Date.now() > until) {
        throw new Error(
          `Debian's PostgreSQL did not start: ${messageOf(error)}\n${fs.readFileSync(log, 'utf8')}`,
        );
      }
    }
  }
}

/** @param {import('node:child_process').ChildProcess} server @param {string} folder */
async function close(server, folder) {
  server.kill('SIGINT');
  while (server.pid && startedAt(server.pid)) await sleep(20);
  fs.rmSync(folder, { recursive: true, force: true });
}

/** @param {string} url @returns {Promise<string>} */
async function versionOf(url) {
  const { rows } = await withClient(url, (client) => client.query('SHOW server_version'));
  return rows[0].server_version;
}
