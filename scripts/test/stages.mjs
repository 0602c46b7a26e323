import { spawn } from 'node:child_process';
import path from 'node:path';
import { ensureBrowser } from '../../test/browser/chromium.mjs';
import { messageOf } from '../error.mjs';
import { root } from '../paths.mjs';
import { ensureNewerNode, isNewerNode, NEWER_NODE } from './newer-node.mjs';

/** @typedef {{ name: string; words: string[]; onNewerNode?: boolean }} Stage */
/** @typedef {{ passed: number; failed: number }} Counts */
/** @typedef {{ name: string; ms: number; result: string }} Row */

/** @param {string} file @param {string[]} words */
const node = (file, ...words) => [path.join(root, file), ...words];

/**
 * Cheap ones first; each is a script for this Node, or for the newer one.
 * @type {Stage[]}
 */
const STAGES = [
  {
    name: 'format and lint',
    words: node('node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings'),
  },
  { name: 'boundaries', words: node('scripts/boundaries.mjs') },
  { name: 'types', words: node('node_modules/@typescript/native/bin/tsc', '-p', 'tsconfig.check.json') },
  { name: 'unused code', words: node('node_modules/knip/bin/knip.js', '--no-progress', '--no-config-hints') },
  { name: 'unit and database', words: node('node_modules/vitest/vitest.mjs', 'run', '--reporter=default') },
  { name: 'build', words: node('scripts/build.mjs') },
  { name: 'end to end', words: node('node_modules/@playwright/test/cli.js', 'test') },
  {
    name: `Node ${NEWER_NODE}: types`,
    onNewerNode: true,
    words: node('node_modules/@typescript/native/bin/tsc', '-p', 'tsconfig.check.json'),
  },
  {
    name: `Node ${NEWER_NODE}: unit and database`,
    onNewerNode: true,
    words: node('node_modules/vitest/vitest.mjs', 'run', '--reporter=default'),
  },
];

/**
 * The newer Node on CI, elsewhere by name only: most of what it says, the first run has said already.
 * @param {string[]} wanted names of stages or their first words; all when empty
 * @param {boolean} isCi
 * @param {string} [version] of the Node that runs the others
 * @returns {Stage[]}
 */
export function stagesFor(wanted, isCi, version = process.versions.node) {
  return STAGES.filter(({ name, onNewerNode = false }) => {
    if (onNewerNode && isNewerNode(version)) return false;
    if (wanted.length === 0) return !onNewerNode || isCi;
    return wanted.some((word) => name.includes(word));
  });
}

/**
 * @param {string[]} wanted names of stages or their first words; all when empty
 * @param {number} prepareMs what installing has taken already
 * @returns {Promise<number>} exit code
 */
export async function runStages(wanted, prepareMs) {
  /** @type {Row[]} */
  const rows = [{ name: 'install', ms: prepareMs, result: 'passed' }];
  const stages = stagesFor(wanted, Boolean(process.env.CI));
  const unknown = wanted.filter((word) => stagesFor([word], false).length === 0);
  if (unknown.length > 0) {
    console.error(
      `there is no stage ${unknown.join(', ')}; there are ${STAGES.map(({ name }) => name).join(', ')}`,
    );
    return 2;
  }
  const needsBrowser = stages.some(({ name }) => name === 'end to end');
  /** @type {(Omit<Stage, 'words'> & { words: string[] | undefined })[]} */
  const all = [...(needsBrowser ? [{ name: 'browser', words: undefined }] : []), ...stages];
  let isFailed = false;
  const counts = { passed: 0, failed: 0 };
  for (const { name, words, onNewerNode } of all) {
    if (isFailed) {
      rows.push({ name, ms: 0, result: 'not run' });
      continue;
    }
    console.log(`\n── ${name}`);
    const began = Date.now();
    const isPassed = words
      ? await runStage(words, onNewerNode, counts)
      : findOrInstall(ensureBrowser) !== undefined;
    rows.push({ name, ms: Date.now() - began, result: isPassed ? 'passed' : 'FAILED' });
    isFailed = !isPassed;
  }
  console.log(summary(rows));
  if (isFailed && counts.failed === 0) counts.failed = 1;
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
  return isFailed ? 1 : 0;
}

/**
 * Prints the program that a stage needs; undefined, with the reason, where there is none and none can be installed.
 * @param {() => string} ensure
 */
function findOrInstall(ensure) {
  try {
    const program = ensure();
    console.log(program);
    return program;
  } catch (error) {
    console.error(messageOf(error));
    return undefined;
  }
}

/** @param {string[]} words @param {boolean | undefined} onNewerNode @param {Counts} counts */
function runStage(words, onNewerNode, counts) {
  const program = onNewerNode ? findOrInstall(ensureNewerNode) : process.execPath;
  return program === undefined ? false : run(program, words, counts);
}

/** @param {string} program @param {string[]} words @param {Counts} counts @returns {Promise<boolean>} */
function run(program, words, counts) {
  return new Promise((resolve) => {
    const child = spawn(program, words, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    let tail = '';
    child.stdout.on('data', (chunk) => {
      process.stdout.write(chunk);
      tail = `${tail}${chunk}`.slice(-4000);
    });
    child.once('error', () => resolve(false));
    child.once('close', (code) => {
      const seen = countsOf(tail);
      // a stage that counts no tests (lint, types, the build) is one check
      const isSilent = seen.passed + seen.failed === 0;
      counts.passed += isSilent && code === 0 ? 1 : seen.passed;
      counts.failed += isSilent && code !== 0 ? 1 : seen.failed;
      resolve(code === 0);
    });
  });
}

// The closing lines of Vitest ("Tests  3 failed | 40 passed (43)") and of Playwright ("  40 passed (2.1m)").
/** @param {string} tail */
function countsOf(tail) {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes begin with one
  const lines = tail.replaceAll(/\x1b\[[0-9;]*m/g, '').split('\n');
  const vitest = lines.findLast((line) => /^\s*Tests\s/.test(line));
  const closing = vitest ? [vitest] : lines.filter((line) => /^\s+\d+ (passed|failed)\b/.test(line));
  const sum = (/** @type {string} */ word) =>
    closing.reduce((total, line) => total + Number(new RegExp(`(\\d+) ${word}`).exec(line)?.[1] ?? 0), 0);
  return { passed: sum('passed'), failed: sum('failed') };
}

/** @param {Row[]} rows */
function summary(rows) {
  const width = Math.max(...rows.map(({ name }) => name.length));
  const line = (/** @type {Row} */ { name, ms, result }) =>
    `  ${name.padEnd(width)}  ${(ms / 60_000).toFixed(2).padStart(6)} min  ${result}`;
  const total = rows.reduce((sum, { ms }) => sum + ms, 0);
  return [
    '',
    ...rows.map(line),
    `  ${'total'.padEnd(width)}  ${(total / 60_000).toFixed(2).padStart(6)} min`,
    '',
  ].join('\n');
}
