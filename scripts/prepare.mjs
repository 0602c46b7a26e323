// What `dev`, `test` and `build` need before anything else can be imported. Node built-ins only: on a clean clone
// there are no packages yet.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './paths.mjs';

/**
 * @typedef {object} LockEntry a package in npm's lock file
 * @property {string} [version]
 * @property {string} [resolved]
 * @property {boolean} [link]
 * @property {boolean} [dev]
 * @property {boolean} [optional]
 * @property {string[]} [os]
 * @property {string[]} [cpu]
 * @property {string[]} [libc]
 * @property {Record<string, string>} [optionalDependencies]
 */

const LOWEST_NODE = [20, 19];
const modules = path.join(root, 'node_modules');
const stamps = path.join(modules, '.cache/connect-wise');

/** Node, packages and the Prisma client, each only if needed. Ends the process with a message when it cannot. */
export function prepare() {
  checkNode();
  ensureInstalled();
  ensureGenerated();
}

/** Ends the process when this Node is too old. */
export function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [lowestMajor = 0, lowestMinor = 0] = LOWEST_NODE;
  if (major > lowestMajor || (major === lowestMajor && minor >= lowestMinor)) return;
  fail(`Node ${LOWEST_NODE.join('.')} or newer is needed; this is ${process.versions.node}`);
}

function ensureInstalled() {
  const lock = readFileSync(path.join(root, 'package-lock.json'));
  const wanted = hash(lock, process.platform, process.arch);
  if (readStamp('lock') === wanted) return;
  if (!isInstalled(JSON.parse(lock.toString('utf8')))) {
    say('installing packages (npm ci): several minutes on a slow line or a busy machine, without a word …');
    const npm = process.env.npm_execpath?.endsWith('.js')
      ? [process.execPath, process.env.npm_execpath]
      : ['npm'];
    run([...npm, 'ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], 'npm ci failed');
  }
  writeStamp('lock', wanted);
}

// npm's own note of what it installed: after `npm install` by hand everything is there already, and `npm ci` would
// tear it down under whoever uses it.
/** @param {{ packages: Record<string, LockEntry> }} lock */
function isInstalled({ packages }) {
  const note = path.join(modules, '.package-lock.json');
  if (!existsSync(note)) return false;
  /** @type {Record<string, LockEntry>} */
  const installed = JSON.parse(readFileSync(note, 'utf8')).packages;
  /** @param {[string, LockEntry]} entry */
  const isThere = ([name, entry]) => !name || entry.optional || installed[name]?.version === entry.version;
  /** @param {[string, LockEntry]} entry */
  const isWanted = ([name, entry]) => packages[name]?.version === entry.version;
  return Object.entries(packages).every(isThere) && Object.entries(installed).every(isWanted);
}

function ensureGenerated() {
  const schema = path.join(root, 'prisma/schema.prisma');
  const version = readFileSync(path.join(modules, 'prisma/package.json'));
  const wanted = hash(readFileSync(schema), version);
  if (readStamp('generated') === wanted && existsSync(path.join(root, 'lib/db/generated'))) return;
  say('generating the database client …');
  const prisma = path.join(modules, 'prisma/build/index.js');
  run([process.execPath, prisma, 'generate'], 'prisma generate failed', { stdio: 'pipe' });
  writeStamp('generated', wanted);
}

/**
 * @param {string[]} command
 * @param {string} problem
 * @param {import('node:child_process').SpawnSyncOptions} [options]
 */
function run(command, problem, options = {}) {
  const [program = '', ...words] = command;
  const { status, error, stdout, stderr } = spawnSync(program, words, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32' && program === 'npm',
    // no message home, and no question about an update
    env: { ...process.env, CHECKPOINT_DISABLE: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1' },
    ...options,
  });
  if (status === 0) return;
  fail(`${problem}${error ? `: ${error.message}` : ''}\n${stdout ?? ''}${stderr ?? ''}`);
}

/** @param {(string | Buffer)[]} parts */
const hash = (...parts) => parts.reduce((sum, part) => sum.update(part), createHash('sha256')).digest('hex');

/** @param {string} name */
function readStamp(name) {
  try {
    return readFileSync(path.join(stamps, name), 'utf8');
  } catch {
    return undefined;
  }
}

/** @param {string} name @param {string} text */
function writeStamp(name, text) {
  mkdirSync(stamps, { recursive: true });
  writeFileSync(path.join(stamps, name), text);
}

/** @param {string} text */
function say(text) {
  process.stderr.write(`${text}\n`);
}

/** @param {string} text */
function fail(text) {
  say(text);
  process.exit(1);
}
