import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { MAX_FILES, readFailedFiles, reportFile } from './failed-files.mjs';
import { countsOf } from './stages.mjs';

function report(...states: string[]): string {
  const file = reportFile();
  const testResults = states.map((status, at) => ({ name: `/a/${at}.test.ts`, status }));
  writeFileSync(file, JSON.stringify({ testResults }));
  return file;
}

test('the files that failed are run again, unless they are many', () => {
  expect(readFailedFiles(report('passed', 'failed', 'passed'))).toEqual(['/a/1.test.ts']);
  expect(readFailedFiles(report('passed'))).toEqual([]);
  expect(readFailedFiles(report(...Array(MAX_FILES).fill('failed')))).toHaveLength(MAX_FILES);
  expect(readFailedFiles(report(...Array(MAX_FILES + 1).fill('failed')))).toEqual([]);
});

test('nothing is run again when the run died before its report', () => {
  expect(readFailedFiles(reportFile())).toEqual([]);
});

test('what passed at the second try only is counted, and named', () => {
  const playwright = [
    '',
    '  1 flaky',
    '    [browser] › staff.spec.ts:7:5 › an act ───',
    '  2 skipped',
    '  40 passed (2.1m)',
    '',
  ];
  expect(countsOf(playwright.join('\n'))).toEqual({
    passed: 41,
    failed: 0,
    flaky: ['[browser] › staff.spec.ts:7:5 › an act ───'],
    hasStrayError: false,
  });
});

test('an error that is no test’s is seen: running files again would hide it', () => {
  const vitest =
    ' Test Files  1 failed | 4 passed (5)\n      Tests  3 failed | 40 passed (43)\n     Errors  1 error\n';
  expect(countsOf(vitest)).toMatchObject({ passed: 40, failed: 3, hasStrayError: true });
});
