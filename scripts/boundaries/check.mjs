// Reads imports from the text of the sources. It does not run them: an import path put together at run time escapes it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DEVELOPMENT, TESTS_MAY_IMPORT } from './development.mjs';
import { MODULES, TYPES } from './modules.mjs';
import { MAY_READ_ENVIRONMENT, PACKAGES } from './packages.mjs';
import { REACH } from './reach.mjs';

/** @typedef {{ specifier: string; isType: boolean; target: string | undefined }} Import target: undefined for a package */
/** @typedef {Map<string, { text: string; imports: Import[] }>} Sources by file */

const TABLE = 'scripts/boundaries/modules.mjs';
const NO_SOURCES = new Set(['node_modules', 'dist', 'generated', 'findings']);
/** Files that are wrong on purpose, and the test of this check, which has wrong imports as text. */
const EXAMPLES = ['scripts/lint-fixtures', 'scripts/boundaries/check.test'];
const EXTENSION = /\.(tsx?|mjs)$/;
const EMULATOR = 'packages/wise-emulator';
const SHARED_PACKAGES = { 'the emulator': EMULATOR, 'the SDK': 'packages/sdk' };
const IMPORT =
  /(?:^|[;\n}])\s*(import|export)(\s+type)?\s+([^'"`;]*?\s*from\s*)?['"]([^'"]+)['"]|\b(?:import|require)\s*\(\s*['"]([^'"]+)['"]/g;

/** @param {string} root @returns {string[]} every violation, in words, with its file */
export function violations(root) {
  const files = new Map([...sources(root)].map((file) => [file, read(root, file)]));
  return [...files]
    .flatMap(([file, { text, imports }]) => fileProblems(file, text, imports))
    .concat(reachProblems(files))
    .concat(deepImports(files));
}

/** @param {string} root @returns {string[]} what the table names and the repository no longer has */
export function staleEntries(root) {
  const lists = [MODULES, TYPES, TESTS_MAY_IMPORT, PACKAGES].flatMap((table) => Object.values(table)).flat();
  const named = [...Object.keys(MODULES), ...Object.keys(TYPES), ...lists, ...MAY_READ_ENVIRONMENT];
  const isThere = (/** @type {string} */ name) =>
    ['', '.ts', '.tsx', '.mjs'].some((extension) => existsSync(path.join(root, `${name}${extension}`)));
  return [...new Set(named)].filter((name) => !isThere(name)).map((name) => `${TABLE}: there is no ${name}`);
}

/** @param {string} root @param {string} [folder] @returns {Generator<string, void>} */
function* sources(root, folder = '') {
  for (const entry of readdirSync(path.join(root, folder), { withFileTypes: true })) {
    const at = path.posix.join(folder, entry.name);
    if (entry.name.startsWith('.') && folder === '') continue;
    if (NO_SOURCES.has(entry.name) || EXAMPLES.some((each) => isWithin(withoutExtension(at), each))) continue;
    if (entry.isDirectory()) yield* sources(root, at);
    else if (EXTENSION.test(entry.name) && !entry.name.endsWith('.d.ts')) yield at;
  }
}

/**
 * Whatever uses one of our packages, tests and scripts too, uses what its package.json exports.
 * @param {Sources} files
 */
function deepImports(files) {
  return Object.entries(SHARED_PACKAGES).flatMap(([name, folder]) =>
    [...files]
      .filter(([file]) => !isWithin(file, folder))
      .flatMap(([file, { imports }]) =>
        imports
          .filter(({ target = '' }) => isWithin(target, folder))
          .map(({ specifier }) => `${file}: ${specifier} is no export of ${name}`),
      ),
  );
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
  const bare = (/** @type {string} */ at) => withoutExtension(at);
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
const withoutExtension = (/** @type {string} */ file) => file.replace(EXTENSION, '');

/** The support of tests that a package exports is a module like others. */
const EXPORTED_SUPPORT = /^packages\/[^/]+\/testing\//;
const isTest = (/** @type {string} */ file) =>
  /\.test(\.tsx?)?$/.test(file) || (/(^|\/)testing\//.test(file) && !EXPORTED_SUPPORT.test(file));
const isOneOf = (/** @type {string} */ name, /** @type {string[]} */ entries) =>
  entries.some((entry) => isWithin(name, entry));

/** @param {string} target @returns {string | undefined} the module of a path; the longest that fits */
function moduleOf(target) {
  return Object.keys(MODULES)
    .filter((module) => isWithin(target, module))
    .sort((a, b) => b.length - a.length)[0];
}

/** @param {string} file @param {string} text @param {Import[]} imports */
function fileProblems(file, text, imports) {
  const name = withoutExtension(file);
  if (isTest(file)) return imports.flatMap((each) => testProblem(file, each));
  const module = moduleOf(name);
  if (!module) return [`${file}: belongs to no module: add its row to ${TABLE}`];
  const problems = imports.flatMap((each) => importProblem(module, each));
  const isProduct = !isOneOf(name, DEVELOPMENT);
  if (isProduct) problems.push(...imports.flatMap((each) => packageProblem(module, each)));
  if (isProduct && readsEnvironment(text) && !isOneOf(name, MAY_READ_ENVIRONMENT))
    problems.push('process.env outside the env modules');
  return problems.map((problem) => `${file}: ${problem}`);
}

/** Tests of a folder may use all of that folder. @param {string} file @param {Import} imported */
function testProblem(file, { target }) {
  const [top = ''] = withoutExtension(file)
    .replace(/\.test$/, '')
    .split('/');
  if (target === undefined || isOneOf(target, [top, ...(TESTS_MAY_IMPORT[top] ?? [])])) return [];
  return [`${file}: tests of ${top} must not import ${moduleOf(target) ?? target}`];
}

// Next's own constant is replaced while compiling; it is no configuration.
/** @param {string} text */
function readsEnvironment(text) {
  return /process\s*(\.|\?\.|\[\s*['"])env/.test(text.replaceAll('process.env.NEXT_RUNTIME', ''));
}

/** @param {string} module @param {Import} imported */
function packageProblem(module, { specifier, isType, target }) {
  if (target !== undefined) return [];
  const name = Object.keys(PACKAGES).find((each) => isWithin(specifier, each));
  const isAllowed = !name || isType || PACKAGES[name]?.includes(module);
  return isAllowed ? [] : [`${module} must not import the package ${name}`];
}

/** @param {string} module @param {Import} imported */
function importProblem(module, { isType, target }) {
  if (target === undefined) return [];
  const to = moduleOf(target);
  if (isTest(target)) return [`${module} must not import support of tests (${target})`];
  if (to === module) return [];
  const erased = isType
    ? Object.entries(TYPES).flatMap(([from, what]) => (isWithin(module, from) ? what : []))
    : [];
  const isAllowed = isOneOf(target, [...(MODULES[module] ?? []), ...erased]);
  return isAllowed ? [] : [`${module} must not import ${to ?? target}${isType ? ' (not even a type)' : ''}`];
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
  const carried = [...files].filter(([file]) => !isTest(file));
  const byName = new Map(carried.map(([file, { imports }]) => [withoutExtension(file), imports]));
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
