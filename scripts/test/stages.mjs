import { spawn } from 'node:child_process';
import path from 'node:path';
import { root } from '../paths.mjs';
import { ensureBrowser } from './browser.mjs';

const node = (/** @type {string} */ file, .../** @type {string[]} */ words) => [
  path.join(root, file),
  ...words,
];

/** Cheap ones first; each is a script for this Node. */
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
];

/**
 * @param {string[]} wanted names of stages or their first words; all when empty
 * @param {number} prepareMs what installing has taken already
 * @returns {Promise<number>} exit code
 */
export async function runStages(wanted, prepareMs) {
  /** @type {{ name: string; ms: number; result: string }[]} */
  const rows = [{ name: 'install', ms: prepareMs, result: 'passed' }];
  const stages = STAGES.filter(
    ({ name }) => wanted.length === 0 || wanted.some((word) => name.includes(word)),
  );
  const needsBrowser = stages.some(({ name }) => name === 'end to end');
  const all = [...(needsBrowser ? [{ name: 'browser', words: undefined }] : []), ...stages];
  let isFailed = false;
  const counts = { passed: 0, failed: 0 };
  for (const { name, words } of all) {
    if (isFailed) {
      rows.push({ name, ms: 0, result: 'not run' });
      continue;
    }
    console.log(`\n── ${name}`);
    const began = Date.now();
    const isPassed = words ? await run(words, counts) : hasBrowser();
    rows.push({ name, ms: Date.now() - began, result: isPassed ? 'passed' : 'FAILED' });
    isFailed = !isPassed;
  }
  console.log(summary(rows));
  if (isFailed && counts.failed === 0) counts.failed = 1;
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
  return isFailed ? 1 : 0;
}

function hasBrowser() {
  try {
    console.log(ensureBrowser());
    return true;
  } catch (error) {
    console.error(error.message);
    return false;
  }
}

function run(words, counts) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, words, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
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
function countsOf(tail) {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes begin with one
  const lines = tail.replaceAll(/\x1b\[[0-9;]*m/g, '').split('\n');
  const vitest = lines.findLast((line) => /^\s*Tests\s/.test(line));
  const closing = vitest ? [vitest] : lines.filter((line) => /^\s+\d+ (passed|failed)\b/.test(line));
  const sum = (/** @type {string} */ word) =>
    closing.reduce((total, line) => total + Number(new RegExp(`(\\d+) ${word}`).exec(line)?.[1] ?? 0), 0);
  return { passed: sum('passed'), failed: sum('failed') };
}

function summary(rows) {
  const width = Math.max(...rows.map(({ name }) => name.length));
  const line = ({ name, ms, result }) =>
    `  ${name.padEnd(width)}  ${(ms / 60_000).toFixed(2).padStart(6)} min  ${result}`;
  const total = rows.reduce((sum, { ms }) => sum + ms, 0);
  return [
    '',
    ...rows.map(line),
    `  ${'total'.padEnd(width)}  ${(total / 60_000).toFixed(2).padStart(6)} min`,
    '',
  ].join('\n');
}
