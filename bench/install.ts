import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { root } from '#scripts/paths';

type Apart = {
  /** Of its files, those that decide what is installed, beside the lock. */
  files?: readonly string[];
  /** Runs once in the folder, after the packages are there. */
  finish?: (run: (program: string, words: readonly string[]) => Promise<unknown>) => Promise<unknown>;
  env?: Record<string, string>;
};

/**
 * Installs what a benchmark needs and the product does not, at the versions of `bench/<name>/package-lock.json`, into .data:
 * once for each state of that folder.
 *
 * @returns the folder, with a copy of `bench/<name>` in it
 */
export async function installApart(
  name: string,
  { files = [], finish, env = {} }: Apart = {},
): Promise<string> {
  const source = path.join(root, 'bench', name);
  const state = createHash('sha256');
  for (const file of ['package-lock.json', ...files]) state.update(readFileSync(path.join(source, file)));
  const folder = path.join(root, `.data/bench-${name}-${state.digest('hex').slice(0, 12)}`);
  if (!existsSync(folder)) {
    const making = `${folder}.${process.pid}`;
    try {
      mkdirSync(making, { recursive: true });
      cpSync(source, making, { recursive: true });
      cpSync(path.join(root, '.npmrc'), path.join(making, '.npmrc'));
      const execute = promisify(execFile);
      const options = { cwd: making, env: { ...process.env, ...env } };
      const run = (program: string, words: readonly string[]) => execute(program, words, options);
      await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
      await finish?.(run);
      renameSync(making, folder);
    } finally {
      rmSync(making, { recursive: true, force: true });
    }
  }
  cpSync(source, folder, { recursive: true });
  return folder;
}
