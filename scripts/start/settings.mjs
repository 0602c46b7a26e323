import { existsSync } from 'node:fs';
import path from 'node:path';
import { messageOf } from '../error.mjs';
import { root } from '../paths.mjs';
import { allowedNames, environmentFor } from '../supervise/env.mjs';
import { readEnvFile } from './env-file.mjs';

/** @typedef {'web' | 'vault'} ProcessName */

const FILES = { web: '.env.web', vault: '.env.vault' };

/** Where .env.web and .env.vault lie: they may be kept out of reach of whoever can write the program's folder. */
export function environmentFolder() {
  return path.resolve(process.env.CONNECT_ENV_DIR ?? root);
}

/**
 * What each process is configured with: its own file, then this shell over it; nothing crosses from one file to the
 * other process.
 * @param {string} folder where .env.web and .env.vault lie
 * @param {Record<string, string | undefined>} shell
 * @returns {{ web: Record<string, string>; vault: Record<string, string> }}
 * @throws when a file cannot be read as it was meant
 */
export function productionSettings(folder, shell) {
  const files = readFiles(folder);
  const set = Object.fromEntries(Object.entries(shell).filter(([, value]) => value));
  return {
    web: environmentFor('web', { ...files.web, ...set }),
    vault: environmentFor('vault', { ...files.vault, ...set }),
  };
}

/**
 * What each file sets; {} for one that is not there.
 * @param {string} folder
 * @returns {Record<ProcessName, Record<string, string | undefined>>}
 */
function readFiles(folder) {
  /** @type {string[]} */
  const problems = [];
  const read = (/** @type {string} */ name) => {
    const file = path.join(folder, name);
    if (!existsSync(file)) return {};
    try {
      return readEnvFile(file);
    } catch (error) {
      problems.push(messageOf(error));
      return {};
    }
  };
  const files = { web: read(FILES.web), vault: read(FILES.vault) };
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return files;
}

/**
 * Names in a file that its process does not read: put there by mistake, they would be passed over in silence.
 * @param {string} folder
 * @returns {string[]} problems
 */
export function misplacedNames(folder) {
  const files = readFiles(folder);
  return /** @type {const} */ (['web', 'vault']).flatMap((name) => {
    const file = FILES[name];
    const written = files[name];
    const seen = environmentFor(name, written);
    return Object.keys(written)
      .filter((key) => written[key] && !(key in seen))
      .map((key) => `${file}: ${key} is not a name that ${name} reads; remove it or move it`);
  });
}

/**
 * The same for this shell, which a container has instead of files. A shell holds many a foreign name: only those that
 * begin like settings of Wise can have been meant for us.
 * @param {Record<string, string | undefined>} shell
 * @returns {string[]} problems
 */
export function unreadNames(shell) {
  const read = new Set([...allowedNames('web'), ...allowedNames('vault')]);
  return Object.keys(shell)
    .filter((key) => /^WISE_(SANDBOX|PRODUCTION)_/.test(key) && shell[key] && !read.has(key))
    .map((key) => `${key} is set, and nothing reads it: unset it`);
}

/**
 * Values that still are the example's: example.com belongs to nobody (RFC 2606), so nothing can work with them.
 * @param {{ web: Record<string, string>; vault: Record<string, string> }} settings
 * @returns {string[]} problems
 */
export function exampleValues(settings) {
  return Object.entries(settings).flatMap(([name, values]) =>
    Object.keys(values)
      .filter((key) => /(^|[@./])example\.com\b/.test(values[key] ?? ''))
      .map((key) => `${key} of ${name} still names example.com: set your own, or remove the line`),
  );
}
