// Which test files of a run failed, read from the report that Vitest writes (decision 091).
import { mkdtempSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** More than this is no chance: they are not run again. */
export const MAX_FILES = 3;

/** A place for one report. */
export const reportFile = () =>
  path.join(mkdtempSync(path.join(os.tmpdir(), 'connect-wise-tests-')), 'report.json');

/**
 * @param {string} report
 * @returns {string[]} none when there are more than `MAX_FILES`, and none where nothing was reported
 */
export function readFailedFiles(report) {
  const failed = readReport(report).filter(({ status }) => status === 'failed');
  return failed.length > MAX_FILES ? [] : failed.map(({ name }) => name);
}

/** @param {string} report @returns {{ name: string; status: string }[]} */
function readReport(report) {
  try {
    return JSON.parse(readFileSync(report, 'utf8')).testResults;
  } catch {
    // a run that died wrote none
    return [];
  }
}
