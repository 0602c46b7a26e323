import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../paths.mjs';

type Entry = { dev?: boolean; optional?: boolean };

const read = (file: string) => JSON.parse(readFileSync(path.join(root, file), 'utf8'));
const entries = Object.entries<Entry>(read('package-lock.json').packages).filter(([name]) => name !== '');
/** What `npm ci --omit=dev` installs: all that is not for development alone, peers and optional packages included. */
const installed = entries.filter(([, { dev }]) => !dev).map(([name]) => name);

it('production installs no package that only builds: they took 801 MB, as peers of the Prisma client and of Next', () => {
  const builders =
    /node_modules\/(@next|@prisma|@types|@typescript|next|prisma|react|tailwindcss|typescript|playwright(-core)?|sharp)(\/|$)/;
  expect(installed.length).toBeGreaterThan(30);
  expect(installed.filter((name) => builders.test(name))).toEqual([]);
});

it('production packages take less than 300 MB', () => {
  const bytes = installed.map((name) => sizeOf(path.join(root, name))).reduce((sum, each) => sum + each, 0);
  expect(bytes).toBeGreaterThan(10 * 2 ** 20);
  expect(bytes).toBeLessThan(300 * 2 ** 20);
});

/** Without the packages inside, which are entries of their own. One of another system is not there. */
function sizeOf(file: string): number {
  const entry = lstatSync(file, { throwIfNoEntry: false });
  if (entry === undefined) return 0;
  const names = entry.isDirectory() ? readdirSync(file).filter((name) => name !== 'node_modules') : [];
  return names.reduce((sum, name) => sum + sizeOf(path.join(file, name)), entry.blocks * 512);
}
