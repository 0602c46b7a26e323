import fs from 'node:fs';
import path from 'node:path';
import { root } from '#scripts/paths';

/** What no installation has: history, what a machine made for itself, and packages, which are chosen below. */
const LEFT_BEHIND = new Set(['.git', '.data', 'node_modules', 'test-results', 'playwright-report']);
/**
 * This checkout as an operator installs it: built, then without development packages. Stricter than
 * `npm prune --omit=dev`: optional packages, and those that are there only as somebody's peer, are left out too.
 */
export function makeProductionInstall(folder: string): void {
  for (const name of fs.readdirSync(root)) {
    if (!LEFT_BEHIND.has(name) && name !== '.next') link(path.join(root, name), path.join(folder, name));
  }
  // packages included: what the build found that a server needs of them
  const standalone = '.next/standalone';
  fs.cpSync(path.join(root, standalone), path.join(folder, standalone), {
    recursive: true,
    verbatimSymlinks: true,
  });
  for (const name of productionPackages()) link(path.join(root, name), path.join(folder, name));
}

/** Folders under node_modules, as the lock file has them. */
function productionPackages(): string[] {
  const lock: unknown = JSON.parse(fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
  const { packages } = lock as { packages: Record<string, Record<string, unknown>> };
  return Object.entries(packages)
    .filter(
      ([name, { dev, devOptional, optional, peer }]) =>
        name !== '' && !dev && !devOptional && !optional && !peer,
    )
    .map(([name]) => name);
}

/** Hard links: the same bytes, and no time to copy them. A package's own node_modules are in the lock file by themselves. */
function link(from: string, to: string): void {
  if (!fs.lstatSync(from).isDirectory()) {
    fs.mkdirSync(path.dirname(to), { recursive: true });
    try {
      fs.linkSync(from, to);
    } catch {
      fs.copyFileSync(from, to); // another file system
    }
    return;
  }
  for (const name of fs.readdirSync(from)) {
    if (name !== 'node_modules') link(path.join(from, name), path.join(to, name));
  }
}
