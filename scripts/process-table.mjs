// What can be known about a process by its pid, without a library.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { codeOf } from './error.mjs';

/**
 * @param {number} pid
 * @returns {string | undefined} a mark that differs when the pid is reused; undefined when no such process runs
 *   (a zombie counts as not running)
 */
export function startedAt(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  if (process.platform === 'linux') {
    const fields = statFields(pid);
    return fields && fields[0] !== 'Z' && fields[0] !== 'X' ? fields[19] : undefined;
  }
  if (!signalReaches(pid)) return undefined;
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' })
      .trim()
      .replaceAll(' ', '_');
  } catch {
    return 'unknown';
  }
}

// The second field, the program's name in brackets, may itself hold spaces and brackets: count from its end.
/** @param {number} pid */
function statFields(pid) {
  try {
    const text = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

/** @param {number} pid */
function signalReaches(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/**
 * @param {number} pid
 * @returns {string} the command line, words joined by spaces; empty when it cannot be read
 */
export function commandLine(pid) {
  try {
    if (process.platform === 'linux') {
      return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    }
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
}

/**
 * @param {number} pid
 * @returns {string | undefined} the process's working folder, where the system tells it
 */
export function workingFolder(pid) {
  try {
    return fs.readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}

/**
 * @param {number} group
 * @returns {number[]} pids of the running processes of a process group
 */
export function groupMembers(group) {
  if (process.platform === 'linux') {
    return fs
      .readdirSync('/proc')
      .map(Number)
      .filter((pid) => pid > 0 && startedAt(pid) !== undefined && statFields(pid)?.[2] === String(group));
  }
  try {
    const table = execFileSync('ps', ['-A', '-o', 'pid=,pgid='], { encoding: 'utf8' });
    const rows = table
      .trim()
      .split('\n')
      .map((row) => row.trim().split(/\s+/).map(Number));
    return rows.filter(([, each]) => each === group).map(([pid = 0]) => pid);
  } catch {
    return [];
  }
}
