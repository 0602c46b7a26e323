import { spawnSync } from 'node:child_process';
import {
  chownSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { root } from '../paths.mjs';
import { type Account, linkTree, own, walk } from './account';
import { registryAccess } from './registry-access';

/**
 * Makes a home in which the account's npm reaches the registry as this account's does, and finds what this one has downloaded.
 * @returns the variables that npm needs besides
 */
export function furnishHome(home: string, account: Account): Record<string, string> {
  const places = placesOfNpm();
  const settings = [places.globalconfig, places.userconfig].flatMap((file) => readIfThere(file) ?? []);
  let files = 0;
  const { env, npmrc } = registryAccess(process.env, settings, (file) => {
    const content = readIfThere(file);
    if (content === undefined) return file;
    files += 1;
    const carried = path.join(home, `${files}.pem`);
    writeFileSync(carried, content, { mode: 0o600 });
    return carried;
  });
  writeFileSync(path.join(home, '.npmrc'), npmrc, { mode: 0o600 });
  const temporary = path.join(home, 'tmp');
  mkdirSync(temporary);
  own(home, account);
  const cache = account.uid === undefined ? places.cache : shareCache(places.cache, home, account);
  return {
    ...env,
    // of what is in the cache, npm asks nobody whether it is new: the lock file pins it with a hash
    ...{ npm_config_prefer_offline: 'true', npm_config_logs_max: '0', TMPDIR: temporary },
    ...(cache === undefined ? {} : { npm_config_cache: cache }),
  };
}

/** Where this account's npm has its settings and its cache. */
function placesOfNpm(): Partial<Record<'userconfig' | 'globalconfig' | 'cache', string>> {
  const words = ['config', 'get', 'userconfig', 'globalconfig', 'cache'];
  const { stdout } = spawnSync('npm', words, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return Object.fromEntries(
    [...(stdout ?? '').matchAll(/^(\w+)=(.+)$/gm)].map(([, name, value]) => [name, value]),
  );
}

function readIfThere(file: string | undefined): string | undefined {
  try {
    return file === undefined ? undefined : readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** The index is written to, so it is a copy; the contents, named by their hash, are not. */
function shareCache(cache: string | undefined, home: string, account: Account): string | undefined {
  const from = path.join(cache ?? '', '_cacache');
  const to = path.join(home, '.npm/_cacache');
  if (cache === undefined || !existsSync(path.join(from, 'content-v2'))) return undefined;
  cpSync(path.join(from, 'index-v5'), path.join(to, 'index-v5'), { recursive: true });
  own(path.join(home, '.npm'), account);
  shareContent(path.join(from, 'content-v2'), path.join(to, 'content-v2'), account);
  return path.join(home, '.npm');
}

function shareContent(from: string, to: string, { uid = 0, gid = 0 }: Account): void {
  linkTree(from, to);
  walk(to, (file, entry) => {
    // a link is this account's file: its owner is not to be changed
    const isLink = entry.isFile() && entry.nlink > 1;
    if (isLink && entry.mode & 0o004) return;
    if (isLink) {
      rmSync(file);
      copyFileSync(path.join(from, path.relative(to, file)), file);
    }
    chownSync(file, uid, gid);
  });
}
