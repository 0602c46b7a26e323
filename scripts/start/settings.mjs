import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { root } from '../paths.mjs';
import { allowedNames, environmentFor } from '../supervise/env.mjs';

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
 */
export function productionSettings(folder, shell) {
  return { web: settingsOf('web', folder, shell), vault: settingsOf('vault', folder, shell) };
}

function settingsOf(name, folder, shell) {
  const file = path.join(folder, FILES[name]);
  const fromFile = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
  const set = Object.fromEntries(Object.entries(shell).filter(([, value]) => value));
  return environmentFor(name, { ...fromFile, ...set });
}

/**
 * Names in a file that its process does not read: put there by mistake, they would be passed over in silence.
 * @param {string} folder
 * @returns {string[]} problems
 */
export function misplacedNames(folder) {
  return Object.entries(FILES).flatMap(([name, file]) => {
    const at = path.join(folder, file);
    if (!existsSync(at)) return [];
    const written = parseEnv(readFileSync(at, 'utf8'));
    const seen = environmentFor(/** @type {'web' | 'vault'} */ (name), written);
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
