// Loaded into each supervised process before its own code. The supervisor holds the other end of its standard input:
// when that closes, the supervisor is gone, of whatever cause, and nobody would ever end this process.
import { isMainThread } from 'node:worker_threads';

const STOP_WITHIN_MS = 50_000;

const supervisor = Number(new URL(import.meta.url).searchParams.get('supervisor'));

// What this process starts in turn loads this file too, with another standard input.
if (isMainThread && (process.ppid === supervisor || !isThere(supervisor))) {
  process.stdin.once('end', end).once('error', end).resume();
  if ('unref' in process.stdin) process.stdin.unref();
}

/** @param {number} pid */
function isThere(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** As the supervisor does it: the process ends its calls to Wise first, and is cut off if it takes too long. */
function end() {
  process.once('exit', killGroup);
  setTimeout(killGroup, STOP_WITHIN_MS).unref();
  process.kill(process.pid, 'SIGTERM');
}

function killGroup() {
  try {
    process.kill(process.platform === 'win32' ? process.pid : -process.pid, 'SIGKILL');
  } catch {
    // gone already
  }
}
