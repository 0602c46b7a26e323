import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  rmSync,
  type Stats,
  symlinkSync,
} from 'node:fs';
import path from 'node:path';
import { messageOf } from '../error.mjs';

const NOBODY = 65_534;

/** Who runs the steps and what comes of them; without numbers it is the account of this process. */
export type Account = { uid?: number; gid?: number };

/**
 * An account without rights where this process can start one: root can, if that account reaches Node and npm.
 * @param home a folder of the account's
 * @returns what is not shown with it, in words
 */
export function chooseAccount(home: string, env: NodeJS.ProcessEnv): { account: Account; notShown?: string } {
  if (process.getuid?.() !== 0) {
    return {
      account: {},
      notShown:
        'this account is not root, so the steps run as itself: what they must not write to is closed by its mode alone',
    };
  }
  const account = { uid: NOBODY, gid: NOBODY };
  try {
    own(home, account);
    // each of them is in a folder of root's alone on some machines
    const tried = spawnSync(
      'sh',
      ['-c', 'node --version && npm --version && mkdir "$HOME/tried" && rmdir "$HOME/tried"'],
      {
        ...{ cwd: home, env, ...account },
        stdio: ['ignore', 'ignore', 'pipe'],
        encoding: 'utf8',
      },
    );
    if (tried.error !== undefined) throw tried.error;
    if (tried.status === 0) return { account };
    throw new Error(tried.stderr.trim().split('\n').at(-1));
  } catch (error) {
    chownSync(home, 0, 0);
    return {
      account: {},
      notShown: `no account without rights could be used (${messageOf(error)}), so the steps run as root, to whom nothing is read-only`,
    };
  }
}

/** Hands a tree over to the account. */
export function own(file: string, account: Account): void {
  const { uid, gid } = account;
  if (uid !== undefined && gid !== undefined) walk(file, (each) => chownSync(each, uid, gid));
}

/** Takes every right to write to a tree, and where that is another account's, the tree: no chmod of its own helps then. */
export function makeReadOnly(file: string, { uid }: Account): void {
  walk(file, (each, entry) => {
    if (uid !== undefined) chownSync(each, 0, 0);
    chmodSync(each, entry.isDirectory() || entry.mode & 0o100 ? 0o555 : 0o444);
  });
}

/** Erases a tree, closed folders too. */
export function removeTree(folder: string): void {
  if (process.getuid?.() !== 0)
    walk(folder, (each, entry) => {
      if (entry.isDirectory()) chmodSync(each, 0o700);
    });
  // what was killed a moment ago may still have written
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** Each file and folder, the outer before the inner; no symbolic link. */
export function walk(file: string, act: (file: string, entry: Stats) => void): void {
  const entry = lstatSync(file);
  if (entry.isSymbolicLink()) return;
  act(file, entry);
  if (entry.isDirectory()) for (const name of readdirSync(file)) walk(path.join(file, name), act);
}

/**
 * A copy that takes no time where both are on one file system: folders anew, files as hard links, so whoever may write to one of
 * them writes to both.
 */
export function linkTree(from: string, to: string): void {
  const entry = lstatSync(from);
  if (entry.isDirectory()) {
    mkdirSync(to, { recursive: true });
    for (const name of readdirSync(from)) linkTree(path.join(from, name), path.join(to, name));
  } else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(from), to);
  else {
    try {
      linkSync(from, to);
    } catch {
      copyFileSync(from, to);
    }
  }
}
