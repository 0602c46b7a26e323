import fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf } from '../error.mjs';
import { startedAt } from '../process-table.mjs';

/**
 * Runs `act` while holding a lock file, so that two starts at once make one cluster. A lock left by a killed
 * process is taken over: the file names the holder's pid and when that process started (a pid alone is reused,
 * in containers at once).
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} act
 * @returns {Promise<T>}
 */
export async function withLock(file, act, { waitMs = 90_000 } = {}) {
  const mine = `${process.pid} ${startedAt(process.pid) ?? ''}`;
  for (const until = Date.now() + waitMs; ; ) {
    try {
      fs.writeFileSync(file, mine, { flag: 'wx', mode: 0o600 });
      break;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
    if (isAbandoned(file)) takeAway(file);
    else if (Date.now() > until) throw new Error(`another process holds ${file}`);
    else await sleep(50);
  }
  try {
    return await act();
  } finally {
    fs.rmSync(file, { force: true });
  }
}

/** @param {string} file */
function isAbandoned(file) {
  let text;
  try {
    text = fs.readFileSync(file, 'utf8');
    // the holder creates the file and writes to it in two steps
    if (!text && Date.now() - fs.statSync(file).mtimeMs < 2000) return false;
  } catch {
    return true;
  }
  const [pid, started] = text.split(' ');
  const now = startedAt(Number(pid));
  return now === undefined || (Boolean(started) && now !== started);
}

// Two waiters may both find the same lock abandoned. Moving it aside lets only one of them have it; whoever moved
// a lock that had been taken anew meanwhile puts it back.
/** @param {string} file */
function takeAway(file) {
  const aside = `${file}.${process.pid}`;
  try {
    fs.renameSync(file, aside);
    if (!isAbandoned(aside)) fs.linkSync(aside, file);
  } catch (error) {
    if (!['ENOENT', 'EEXIST'].includes(codeOf(error))) throw error;
  } finally {
    fs.rmSync(aside, { force: true });
  }
}
