import { spawnSync } from 'node:child_process';

/** @param {string[]} names Debian packages; says nothing when it fails: the caller looks for what it needed */
export function aptInstall(...names) {
  console.log(`installing ${names.join(' ')} (apt-get) …`);
  const options = {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'ignore', 'inherit'],
  };
  spawnSync('apt-get', ['update', '-qq'], /** @type {object} */ (options));
  spawnSync(
    'apt-get',
    ['install', '-y', '-qq', '--no-install-recommends', ...names],
    /** @type {object} */ (options),
  );
}
