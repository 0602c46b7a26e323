// The supervisor's notes about what it started (run.json in the data folder). After a kill -9 of the supervisor its
// children live on and hold their ports; the next start finds them here and ends them, and only them.
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf } from '../error.mjs';
import { root } from '../paths.mjs';
import { commandLine, groupMembers, startedAt, workingFolder } from '../process-table.mjs';

const fileIn = (/** @type {string} */ dataDir) => path.join(dataDir, 'run.json');

/** @typedef {{ name: string; pid: number; mark: string | undefined }} Noted a process group's leader, and when it started */

/**
 * The notes of a running supervisor. A note that cannot be written is a warning: what it is about runs on.
 * @param {string} dataDir
 * @param {(text: string) => void} say
 */
export function keepNotes(dataDir, say) {
  let isFailing = false;
  return {
    write(/** @type {Noted[]} */ children) {
      try {
        writeNotes(dataDir, children);
        if (isFailing) say(`notes about what runs can be written to ${dataDir} again`);
        isFailing = false;
      } catch (error) {
        if (!isFailing) {
          say(
            `warning: notes about what runs cannot be written to ${dataDir} (${codeOf(error)}); all goes on`,
          );
        }
        isFailing = true;
      }
    },
    remove() {
      try {
        removeNotes(dataDir);
      } catch {
        // they name processes that have ended: the next start finds none of them
      }
    },
  };
}

/** @param {string} dataDir @param {Noted[]} children */
function writeNotes(dataDir, children) {
  fs.mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const notes = { supervisor: { pid: process.pid, mark: startedAt(process.pid) }, children };
  fs.writeFileSync(`${fileIn(dataDir)}.new`, JSON.stringify(notes), { mode: 0o600 });
  fs.renameSync(`${fileIn(dataDir)}.new`, fileIn(dataDir));
}

/** @param {string} dataDir */
function removeNotes(dataDir) {
  fs.rmSync(fileIn(dataDir), { force: true });
}

/** @param {string} dataDir @returns {{ supervisor: { pid: number; mark: string | undefined }; children: Noted[] } | undefined} */
function readNotes(dataDir) {
  try {
    const notes = JSON.parse(fs.readFileSync(fileIn(dataDir), 'utf8'));
    return typeof notes?.supervisor === 'object' && Array.isArray(notes.children) ? notes : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Ends what an earlier supervisor of this data folder left running.
 * @param {string} dataDir
 * @returns {Promise<string[]>} names of the processes that were ended
 * @throws when that supervisor still runs
 */
export async function endLeftovers(dataDir) {
  const notes = readNotes(dataDir);
  if (!notes) return [];
  const { supervisor, children } = notes;
  if (supervisor.pid !== process.pid && supervisor.mark && startedAt(supervisor.pid) === supervisor.mark) {
    throw new Error(
      `Connect Wise runs already on ${dataDir} (pid ${supervisor.pid}): stop that one first (Ctrl-C there, or kill ${supervisor.pid})`,
    );
  }
  const ended = [];
  for (const child of children) {
    const pids = oursOf(child);
    for (const pid of pids) killHard(pid);
    for (const until = Date.now() + 5000; pids.some((pid) => startedAt(pid)) && Date.now() < until; )
      await sleep(20);
    if (pids.length > 0) ended.push(child.name);
  }
  removeNotes(dataDir);
  return ended;
}

// A pid alone proves nothing: it may be somebody else's by now. Ours are the noted leader, if it started at the noted
// time, and members of its group; each must also work in this repository's folder.
/** @param {Noted} noted */
function oursOf({ pid, mark }) {
  const leader = startedAt(pid);
  if (leader !== undefined && leader !== mark) return [];
  const candidates = new Set([...(leader === undefined ? [] : [pid]), ...groupMembers(pid)]);
  return [...candidates].filter(
    (each) => each !== process.pid && (workingFolder(each) === root || commandLine(each).includes(root)),
  );
}

/** @param {number} pid */
export function killHard(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // gone already
  }
}
