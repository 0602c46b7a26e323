import { spawn } from 'node:child_process';
import path from 'node:path';
import { ensureBrowser } from '../../test/browser/chromium.mjs';
import { messageOf } from '../error.mjs';
import { root } from '../paths.mjs';
import { readFailedFiles, reportFile } from './failed-files.mjs';
import { ensureNewerNode, isNewerNode, NEWER_NODE } from './newer-node.mjs';

/** @typedef {{ name: string; words: string[]; isForCi?: boolean; onNewerNode?: boolean; isVitest?: boolean; only?: string[] }} Stage */
/** @typedef {{ passed: number; failed: number }} Counts */
/** @typedef {{ name: string; ms: number; result: string }} Row */

/** @param {string} file @param {string[]} words */
const node = (file, ...words) => [path.join(root, file), ...words];

const vitest = node('node_modules/vitest/vitest.mjs', 'run', '--reporter=default');

/** What runs in production: the emulator, benches and tools of development show nothing new on another Node. */
const PRODUCT = [
  ...['app/', 'components/', 'web/', 'lib/', 'vault/', 'cli/'],
  ...['packages/sdk/', 'scripts/supervise/', 'scripts/db/'],
];

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
  { name: 'unit and database', words: vitest, isVitest: true },
  { name: 'build', words: node('scripts/build.mjs') },
  { name: 'end to end', words: node('node_modules/@playwright/test/cli.js', 'test', '--retries=1') },
  {
    name: `Node ${NEWER_NODE}: types`,
    isForCi: true,
    onNewerNode: true,
    words: node('node_modules/@typescript/native/bin/tsc', '-p', 'tsconfig.check.json'),
  },
  {
    name: `Node ${NEWER_NODE}: unit and database`,
    isForCi: true,
    onNewerNode: true,
    words: vitest,
    isVitest: true,
    only: PRODUCT,
  },
  // last: what a machine does not allow there keeps nothing else from being run
  { name: 'image', isForCi: true, words: ['--import', 'tsx', ...node('scripts/image-check.ts')] },
];

/**
 * The newer Node and the image on CI, elsewhere by name only: most of what they say, the other stages have said already.
 * @param {string[]} wanted names of stages or their first words; all when empty
 * @param {boolean} isCi
 * @param {string} [version] of the Node that runs the others
 * @returns {Stage[]}
 */
export function stagesFor(wanted, isCi, version = process.versions.node) {
  return STAGES.filter(({ name, isForCi = false, onNewerNode = false }) => {
    if (onNewerNode && isNewerNode(version)) return false;
    if (wanted.length === 0) return !isForCi || isCi;
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
  for (const { name, words, ...how } of all) {
    if (isFailed) {
      rows.push({ name, ms: 0, result: 'not run' });
      continue;
    }
    console.log(`\n── ${name}`);
    const began = Date.now();
    const result = words
      ? await runStage({ words, ...how }, counts)
      : findOrInstall(ensureBrowser) === undefined
        ? 'FAILED'
        : 'passed';
    rows.push({ name, ms: Date.now() - began, result });
    isFailed = result === 'FAILED';
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

/**
 * Runs the test files that failed once more, by themselves, where they are few (decision 091). Playwright does so by itself.
 * @param {Omit<Stage, 'name'>} stage
 * @param {Counts} counts
 * @returns {Promise<string>} what the summary says of it: what passed at the second try only is named
 */
async function runStage({ words, onNewerNode, isVitest, only = [] }, counts) {
  const program = onNewerNode ? findOrInstall(ensureNewerNode) : process.execPath;
  if (program === undefined) return 'FAILED';
  const report = reportFile();
  const reporting = isVitest ? ['--reporter=json', `--outputFile.json=${report}`] : [];
  const first = await run(program, [...words, ...reporting, ...only]);
  const files = first.isPassed || first.hasStrayError ? [] : readFailedFiles(report);
  const isPassed = first.isPassed || (files.length > 0 && (await runAgain(program, words, files)));
  counts.passed += first.passed + (isPassed ? first.failed : 0);
  counts.failed += isPassed ? 0 : first.failed;
  if (!isPassed) return 'FAILED';
  const late = [...files.map((file) => path.relative(root, file)), ...first.flaky];
  return late.length === 0 ? 'passed' : `passed; AT THE SECOND TRY ONLY: ${late.join(', ')}`;
}

/** @param {string} program @param {string[]} words @param {string[]} files */
async function runAgain(program, words, files) {
  console.log(`\n── failed, and run once more by themselves: ${files.join(', ')}`);
  return (await run(program, [...words, ...files])).isPassed;
}

/**
 * @param {string} program
 * @param {string[]} words
 * @returns {Promise<ReturnType<typeof countsOf> & { isPassed: boolean }>}
 */
function run(program, words) {
  return new Promise((resolve) => {
    const child = spawn(program, words, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    let tail = '';
    child.stdout.on('data', (chunk) => {
      process.stdout.write(chunk);
      tail = `${tail}${chunk}`.slice(-4000);
    });
    child.once('error', () => resolve({ ...countsOf(''), isPassed: false, failed: 1 }));
    child.once('close', (code) => {
      const isPassed = code === 0;
      const seen = countsOf(tail);
      // a stage that counts no tests (lint, types, the build) is one check
      if (seen.passed + seen.failed === 0) seen[isPassed ? 'passed' : 'failed'] = 1;
      resolve({ ...seen, isPassed });
    });
  });
}

/**
 * Reads the closing lines of Vitest ("Tests  3 failed | 40 passed (43)") and of Playwright ("  40 passed (2.1m)").
 *
 * `flaky`: what Playwright names as passed when it ran it again. `hasStrayError`: Vitest saw an error that is no test's.
 * @param {string} tail
 */
export function countsOf(tail) {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes begin with one
  const lines = tail.replaceAll(/\x1b\[[0-9;]*m/g, '').split('\n');
  const vitest = lines.findLast((line) => /^\s*Tests\s/.test(line));
  const closing = vitest ? [vitest] : lines.filter((line) => /^\s+\d+ (passed|failed)\b/.test(line));
  const sum = (/** @type {string} */ word) =>
    closing.reduce((total, line) => total + Number(new RegExp(`(\\d+) ${word}`).exec(line)?.[1] ?? 0), 0);
  const flaky = flakyOf(lines);
  return {
    passed: sum('passed') + flaky.length,
    failed: sum('failed'),
    flaky,
    hasStrayError: lines.some((line) => /^\s*Errors\s+\d/.test(line)),
  };
}

// "  1 flaky", and one line below it for each, further in
/** @param {string[]} lines */
function flakyOf(lines) {
  const from = lines.findIndex((line) => /^\s+\d+ flaky$/.test(line)) + 1;
  if (from === 0) return [];
  const count = lines.slice(from).findIndex((line) => !line.startsWith('    '));
  return lines.slice(from, count === -1 ? undefined : from + count).map((line) => line.trim());
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
