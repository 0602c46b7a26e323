import { spawnSync } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';

/**
 * Runs one at a time over all processes that name the same lock; where there is no flock(1), at once.
 * @param {string} lock
 * @param {string} program
 * @param {string[]} words
 * @param {import('node:child_process').SpawnSyncOptions} options
 */
export function runAlone(lock, program, words, options) {
  const file = path.join(os.tmpdir(), `connect-wise-${lock}.lock`);
  const { error } = spawnSync('flock', [file, program, ...words], options);
  if (error) spawnSync(program, words, options);
}

/** @param {string[]} names Debian packages; says nothing when it fails: the caller looks for what it needed */
export function aptInstall(...names) {
  console.log(`installing ${names.join(' ')} (apt-get) …`);
  const steps = 'apt-get update -qq; apt-get install -y -qq --no-install-recommends "$@"';
  // apt-get fails at once while another one runs, and each worker of the tests may want something
  runAlone('apt', 'sh', ['-c', steps, 'sh', ...names], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
