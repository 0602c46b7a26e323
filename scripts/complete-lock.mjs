// Adds lock entries for optional platform packages that a registry mirror does not carry, so that `npm ci`
// accepts the lock file on every platform. Versions come from the parents' exact pins.
// Run it after each `npm install` that changed the lock file.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readValues } from './arguments.mjs';

const SYSTEMS = new Set([
  'darwin',
  'win32',
  'linux',
  'android',
  'freebsd',
  'openbsd',
  'netbsd',
  'sunos',
  'aix',
  'openharmony',
]);
const PROCESSORS = new Set([
  'arm64',
  'x64',
  'ia32',
  'arm',
  'ppc64',
  'riscv64',
  's390x',
  'loong64',
  'mips64el',
  'wasm32',
]);

/** @typedef {{ packages: Record<string, import('./prepare.mjs').LockEntry> }} Lock */

/**
 * Where npm looks for `name` when `from` asks: beside it, then up to the root.
 * @param {string} from
 * @param {string} name
 */
function* lookupPaths(from, name) {
  for (let base = from; ; ) {
    yield `${base ? `${base}/` : ''}node_modules/${name}`;
    if (!base) return;
    const cut = base.lastIndexOf('node_modules/');
    base = cut > 0 ? base.slice(0, cut - 1) : '';
  }
}

/** @param {string} name */
function platformOf(name) {
  const parts = (name.split('/').pop() ?? '').split('-');
  const os = parts.find((part) => SYSTEMS.has(part));
  const cpu = parts
    .map((part) => (/^armv?\d?|^arm-?eabi/.test(part) && part !== 'arm64' ? 'arm' : part))
    .find((part) => PROCESSORS.has(part));
  const libc = parts.some((part) => part.startsWith('musl'))
    ? 'musl'
    : parts.some((part) => part.startsWith('gnu'))
      ? 'glibc'
      : undefined;
  return { os, cpu, libc: os === 'linux' ? libc : undefined };
}

/**
 * Returns the lock with missing exact-pinned optional packages added, and their names. Does not change its argument.
 * @param {Lock} lock
 */
export function completeLock(lock) {
  const packages = { ...lock.packages };
  const added = [];
  for (const [path, entry] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      if (!/^\d+\.\d+\.\d+/.test(version)) continue;
      if ([...lookupPaths(path, name)].some((at) => packages[at])) continue;
      const { os, cpu, libc } = platformOf(name);
      packages[`node_modules/${name}`] = {
        version,
        ...(cpu ? { cpu: [cpu] } : {}),
        ...(libc ? { libc: [libc] } : {}),
        ...(entry.dev ? { dev: true } : {}),
        optional: true,
        ...(os ? { os: [os] } : {}),
      };
      added.push(`${name}@${version}`);
    }
  }
  // registry addresses stay out of the lock file; a link needs the folder that it leads to
  for (const entry of Object.values(packages)) if (!entry.link) delete entry.resolved;
  const sorted = Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return { lock: { ...lock, packages: Object.fromEntries(sorted) }, added };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [file = 'package-lock.json'] = readValues('usage: node scripts/complete-lock.mjs [<lock file>]', 1);
  const { lock, added } = completeLock(JSON.parse(readFileSync(file, 'utf8')));
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(added.length ? `added ${added.join(', ')}` : 'the lock file is complete');
}
