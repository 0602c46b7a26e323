// Who listens on a port, as far as this account may know.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { root } from '../paths.mjs';
import { commandLine } from '../process-table.mjs';

const LISTENING = '0A';

/**
 * @param {number} port
 * @returns {string | undefined} the process and how to end it; undefined when nothing is known
 */
export function portHolder(port) {
  const pids = process.platform === 'linux' ? pidsOnLinux(port) : pidsByLsof(port);
  if (pids === undefined) return undefined;
  if (pids.length === 0) return 'held by a process of another account';
  return `held by ${pids.map((pid) => `pid ${pid}, ${programOf(pid)}${folderOf(pid)}`).join(' and ')}: kill ${pids.join(' ')} ends it`;
}

/**
 * Program and script only: further words may carry a password.
 * @param {number} pid
 */
function programOf(pid) {
  const [program = '', ...words] = commandLine(pid).split(' ');
  const script = words.find((word) => !word.startsWith('-') && !/^(file|data):|^tsx$/.test(word)) ?? '';
  return `${path.basename(program)} ${path.isAbsolute(script) ? path.relative(root, script) : script}`.trim();
}

/**
 * Where it was started: it may be another clone's, whose owner wants it to run.
 * @param {number} pid
 */
function folderOf(pid) {
  const folder = linkOf(`/proc/${pid}/cwd`);
  return folder === '' ? '' : ` in ${folder}`;
}

/** @param {number} port */
function pidsOnLinux(port) {
  const inodes = new Set(['tcp', 'tcp6'].flatMap((table) => listeningInodes(`/proc/net/${table}`, port)));
  if (inodes.size === 0) return undefined;
  return fs
    .readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && socketsOf(pid).some((inode) => inodes.has(inode)));
}

/** @param {string} file @param {number} port */
function listeningInodes(file, port) {
  try {
    const rows = fs.readFileSync(file, 'utf8').trim().split('\n').slice(1);
    return rows
      .map((row) => row.trim().split(/\s+/))
      .filter((row) => row[3] === LISTENING && Number.parseInt(row[1]?.split(':').at(-1) ?? '', 16) === port)
      .map((row) => row[9] ?? '');
  } catch {
    return [];
  }
}

/** @param {number} pid */
function socketsOf(pid) {
  try {
    const folder = `/proc/${pid}/fd`;
    return fs
      .readdirSync(folder)
      .map((fd) => /^socket:\[(\d+)\]$/.exec(linkOf(`${folder}/${fd}`))?.[1] ?? '');
  } catch {
    return [];
  }
}

/** @param {string} file */
function linkOf(file) {
  try {
    return fs.readlinkSync(file);
  } catch {
    return '';
  }
}

/** @param {number} port */
function pidsByLsof(port) {
  try {
    const text = execFileSync('lsof', ['-nP', '-t', `-iTCP:${port}`, '-sTCP:LISTEN'], { encoding: 'utf8' });
    return text.trim().split('\n').map(Number);
  } catch {
    return undefined;
  }
}
