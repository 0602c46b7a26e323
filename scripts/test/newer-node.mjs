// The Node that production should run, beside the oldest one we support, for the tests that run on both.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export const NEWER_NODE = '24.21.0';
const [NEWER_MAJOR = 0] = NEWER_NODE.split('.').map(Number);

/** True where this process runs on it or on a later one: a second run would show nothing new. */
export function isNewerNode(version = process.versions.node) {
  return Number.parseInt(version, 10) >= NEWER_MAJOR;
}

/**
 * Installs that Node from npm, which has its binaries as packages, once for this account (126 MB), outside the clone.
 * @param {{ folder?: string }} [options]
 * @returns {string} the program
 * @throws when it cannot be installed: tests that were asked for are never passed over
 */
export function ensureNewerNode({ folder = cacheFolder() } = {}) {
  const home = path.join(folder, `node-${NEWER_NODE}`);
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const program = path.join(
    home,
    'node_modules',
    name,
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  );
  if (!existsSync(program)) install(home, `${name}@${NEWER_NODE}`);
  const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  if (stdout?.trim() === `v${NEWER_NODE}`) return program;
  throw new Error(
    `Node ${NEWER_NODE} for ${process.platform} on ${process.arch} could not be installed (npm install ${name}@${NEWER_NODE}), so ` +
      'nothing was tested on it',
  );
}

/** This account's cache, or where there is none that can be written, a folder for this run. */
function cacheFolder() {
  const folder = path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'connect-wise');
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return folder;
  } catch {
    return mkdtempSync(path.join(os.tmpdir(), 'connect-wise-node-'));
  }
}

/** @param {string} home @param {string} name */
function install(home, name) {
  console.log(`installing ${name} …`);
  mkdirSync(home, { recursive: true });
  const words = [
    'install',
    '--prefix',
    home,
    '--no-save',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    name,
  ];
  spawnSync('npm', words, {
    // away from the clone, whose workspaces npm would take for those meant
    cwd: home,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
}
