// npm run bench:production-size: what an installation without development packages takes on disk. Installs the lock
// file's packages into a folder of its own with `npm ci --omit=dev` and removes it afterwards. Needs the registry, and
// `npm run build` for what was built.

import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { refuseOptions } from '#scripts/arguments';
import { root } from '#scripts/paths';

refuseOptions('npm run bench:production-size', 'it measures what the lock file names');

const LARGEST = 5;

const folder = mkdtempSync(path.join(tmpdir(), 'production-size-'));
try {
  for (const name of ['package.json', 'package-lock.json', '.npmrc'])
    cpSync(path.join(root, name), path.join(folder, name));
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync('npm', ['ci', '--omit=dev', ...quiet], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const modules = path.join(folder, 'node_modules');
  console.log(`packages after npm ci --omit=dev   ${megabytes(sizeOf(modules))}`);
  const largest = packagesIn(modules)
    .map((name) => ({ name, size: sizeOf(path.join(modules, name)) }))
    .toSorted((a, b) => b.size - a.size)
    .slice(0, LARGEST);
  for (const { name, size } of largest) console.log(`  ${name.padEnd(33)}${megabytes(size)}`);
  for (const built of ['dist', '.next/standalone'].filter((each) => existsSync(path.join(root, each))))
    console.log(`${`built: ${built}`.padEnd(35)}${megabytes(sizeOf(path.join(root, built)))}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function packagesIn(modules: string): string[] {
  return readdirSync(modules).flatMap((name) =>
    name.startsWith('@') ? readdirSync(path.join(modules, name)).map((each) => `${name}/${each}`) : [name],
  );
}

/** Blocks on disk, as du counts them. */
function sizeOf(file: string): number {
  const entry = lstatSync(file);
  const inside = entry.isDirectory() ? readdirSync(file).map((name) => sizeOf(path.join(file, name))) : [];
  return inside.reduce((sum, each) => sum + each, entry.blocks * 512);
}

function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(0).padStart(5)} MB`;
}
