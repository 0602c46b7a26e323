// Reads imports from the text of the sources. It does not run them: an import path put together at run time escapes it.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { MAY_READ_ENVIRONMENT, PACKAGES, REACH, ROOMS, TYPES } from './rooms.mjs';

/** @typedef {{ specifier: string; isType: boolean; target: string | undefined }} Import target: undefined for a package */
/** @typedef {Map<string, { text: string; imports: Import[] }>} Sources by file */

const TOPS = [
  'app',
  'components',
  'lib',
  'vault',
  'web',
  'cli',
  'packages',
  'proxy.ts',
  'instrumentation.ts',
  'instrumentation-node.ts',
];
const EMULATOR = 'packages/wise-emulator';
const IMPORT =
  /(?:^|[;\n}])\s*(import|export)(\s+type)?\s+([^'"`;]*?\s*from\s*)?['"]([^'"]+)['"]|\b(?:import|require)\s*\(\s*['"]([^'"]+)['"]/g;

/** @param {string} root @returns {string[]} every violation, in words, with its file */
export function violations(root) {
  const files = new Map([...sources(root)].map((file) => [file, read(root, file)]));
  return [...files]
    .flatMap(([file, { text, imports }]) => fileProblems(file, text, imports))
    .concat(reachProblems(files))
    .concat(deepImports(root));
}

/** @param {string} root @param {string} [folder] @returns {Generator<string, void>} */
function* sources(root, folder = '') {
  for (const name of folder ? readdirSync(path.join(root, folder)) : TOPS) {
    const at = path.posix.join(folder, name);
    const full = path.join(root, at);
    if (!existsSync(full) || name === 'generated' || name === 'testing') continue;
    if (statSync(full).isDirectory()) yield* sources(root, at);
    else if (/\.tsx?$/.test(name) && !/\.test\.tsx?$|\.d\.ts$/.test(name)) yield at;
  }
}

/**
 * Whatever uses the emulator, tests and scripts too, uses what its package.json exports.
 *
 * @param {string} root
 */
function deepImports(root) {
  return [...everythingElse(root)].flatMap((file) =>
    read(root, file)
      .imports.filter(({ target = '' }) => isWithin(target, EMULATOR))
      .map(({ specifier }) => `${file}: ${specifier} is no export of the emulator`),
  );
}

/** @param {string} root @param {string} [folder] @returns {Generator<string, void>} */
function* everythingElse(root, folder = '') {
  for (const entry of readdirSync(path.join(root, folder), { withFileTypes: true })) {
    const at = path.posix.join(folder, entry.name);
    if (entry.name.startsWith('.') || /^(node_modules|dist|generated|packages)$/.test(entry.name)) continue;
    if (entry.isDirectory()) yield* everythingElse(root, at);
    else if (/\.(tsx?|mjs)$/.test(entry.name) && at !== 'scripts/boundaries/check.test.ts') yield at;
  }
}

/** @param {string} root @param {string} file */
function read(root, file) {
  const text = withoutComments(readFileSync(path.join(root, file), 'utf8'));
  const imports = [...text.matchAll(IMPORT)].map((found) => {
    const [, , keyword, names = '', specifier = found[5] ?? ''] = found;
    return {
      specifier,
      isType: Boolean(keyword) || namesOnlyTypes(names),
      target: targetOf(file, specifier),
    };
  });
  return { text, imports };
}

const withoutComments = (/** @type {string} */ text) =>
  text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '');

// `import { type A, type B } from` is erased like `import type`
/** @param {string} names */
function namesOnlyTypes(names) {
  const braces = /^\{([^}]*)\}\s*from\s*$/.exec(names.trim())?.[1];
  if (!braces?.trim()) return false;
  return braces.split(',').every((each) => !each.trim() || /^\s*type\s/.test(each));
}

/**
 * @param {string} file
 * @param {string} specifier
 * @returns {string | undefined} the imported file's path without extension; undefined for a package
 */
function targetOf(file, specifier) {
  const bare = (/** @type {string} */ at) => at.replace(/\.(tsx?|mjs)$/, '');
  if (specifier.startsWith('#')) return bare(aliased(file, specifier));
  if (specifier.startsWith('.')) return bare(path.posix.join(path.posix.dirname(file), specifier));
  return undefined;
}

/**
 * A `#` name stands for what the nearest package.json's `imports` say; the emulator has its own.
 *
 * @param {string} file
 * @param {string} specifier
 */
function aliased(file, specifier) {
  const [first = '', ...rest] = specifier.slice(1).split('/');
  if (!isWithin(file, EMULATOR)) return specifier.slice(1);
  return path.posix.join(EMULATOR, first === 'emulator' ? 'src' : first, ...rest);
}

const isWithin = (/** @type {string} */ target, /** @type {string} */ entry) =>
  target === entry || target.startsWith(`${entry}/`);
const withoutExtension = (/** @type {string} */ file) => file.replace(/\.tsx?$/, '');

/** @param {string} target @returns {string | undefined} the room of a path; the longest that fits */
function roomOf(target) {
  return Object.keys(ROOMS)
    .filter((room) => isWithin(target, room))
    .sort((a, b) => b.length - a.length)[0];
}

/** @param {string} file @param {string} text @param {Import[]} imports */
function fileProblems(file, text, imports) {
  const room = roomOf(withoutExtension(file));
  if (!room) return [`${file}: belongs to no room: add its row to scripts/boundaries/rooms.mjs`];
  const problems = imports.flatMap((each) => importProblem(room, each));
  if (readsEnvironment(text) && !MAY_READ_ENVIRONMENT.some((each) => isWithin(withoutExtension(file), each)))
    problems.push('process.env outside the env modules');
  return problems.map((problem) => `${file}: ${problem}`);
}

// Next's own constant is replaced while compiling; it is no configuration.
/** @param {string} text */
function readsEnvironment(text) {
  return /process\s*(\.|\?\.|\[\s*['"])env/.test(text.replaceAll('process.env.NEXT_RUNTIME', ''));
}

/** @param {string} room @param {Import} imported */
function importProblem(room, { specifier, isType, target }) {
  if (target === undefined) {
    const name = Object.keys(PACKAGES).find((each) => isWithin(specifier, each));
    const isAllowed = !name || isType || PACKAGES[name]?.includes(room);
    return isAllowed ? [] : [`${room} must not import the package ${name}`];
  }
  const to = roomOf(target);
  if (to === room) return [];
  const erased = isType
    ? Object.entries(TYPES).flatMap(([from, what]) => (isWithin(room, from) ? what : []))
    : [];
  const isAllowed = [...(ROOMS[room] ?? []), ...erased].some((entry) => isWithin(target, entry));
  return isAllowed ? [] : [`${room} must not import ${to ?? target}${isType ? ' (not even a type)' : ''}`];
}

/** @param {Sources} files */
function reachProblems(files) {
  return REACH.flatMap(({ from, never, why }) =>
    [...chains(files, from)].flatMap(([reached, chain]) => {
      const hit = never.find((each) =>
        each.endsWith('*') ? reached.startsWith(each.slice(0, -1)) : isWithin(reached, each),
      );
      return hit ? [`${chain.join(' → ')}: ${from} must not reach ${hit} (${why})`] : [];
    }),
  );
}

// Everything that the files of a folder pull in at run time, each with the shortest way there.
/** @param {Sources} files @param {string} from */
function chains(files, from) {
  const byName = new Map([...files].map(([file, { imports }]) => [withoutExtension(file), imports]));
  const found = new Map(
    [...byName.keys()].filter((name) => isWithin(name, from)).map((name) => [name, [name]]),
  );
  for (const [name, chain] of found) {
    for (const { specifier, isType, target } of byName.get(name) ?? []) {
      const next = target ?? specifier;
      if (!isType && !found.has(next)) found.set(next, [...chain, next]);
    }
  }
  return found;
}
