// A PKCS#11 token of its own for a test: SoftHSM2 from Debian's packages, pkcs11js built by npm's node-gyp.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { root } from '../../scripts/paths.mjs';
import { aptInstall, runAlone } from '../apt-install.mjs';

const LIBRARIES = [
  '/usr/lib/softhsm/libsofthsm2.so',
  '/usr/lib64/softhsm/libsofthsm2.so',
  '/opt/homebrew/lib/softhsm/libsofthsm2.so',
  '/usr/local/lib/softhsm/libsofthsm2.so',
];
const isRootOnDebian = () => process.getuid?.() === 0 && fs.existsSync('/usr/bin/apt-get');
const require = createRequire(import.meta.url);

/**
 * `TEST_SOFTHSM2`, or SoftHSM2's library where packages put it.
 * @returns {string | undefined}
 * @throws when the explicit path does not exist
 */
function findLibrary() {
  const explicit = process.env.TEST_SOFTHSM2;
  if (explicit && !fs.existsSync(explicit)) throw new Error(`TEST_SOFTHSM2: there is no ${explicit}`);
  return explicit || LIBRARIES.find((file) => fs.existsSync(file));
}

function loads() {
  try {
    return typeof require('pkcs11js').PKCS11 === 'function';
  } catch {
    return false;
  }
}

function buildBinding() {
  const npm = process.env.npm_execpath?.endsWith('.js')
    ? [process.execPath, process.env.npm_execpath]
    : ['npm'];
  const [program = '', ...words] = [...npm, 'run', 'pkcs11:build'];
  if (isRootOnDebian() && !fs.existsSync('/usr/bin/c++')) aptInstall('g++', 'make', 'python3');
  // two workers of the tests may find it unbuilt: the second one waits, and then finds it built
  const unlessBuilt = '"$0" -e "require(\'pkcs11js\')" || exec "$@"';
  runAlone('pkcs11js', 'sh', ['-c', unlessBuilt, process.execPath, program, ...words], {
    cwd: root,
    stdio: 'ignore',
  });
}

/**
 * Finds SoftHSM2 and pkcs11js, or installs and builds them.
 * @param {{ find?: () => string | undefined; install?: () => void; isBuilt?: () => boolean; build?: () => void }} [ways]
 * @returns {string} the library
 * @throws when one is missing: what a PKCS#11 token does cannot be tested then, and a test that needs one is never passed over
 */
export function ensureSoftHsm({
  find = findLibrary,
  install = () => (isRootOnDebian() ? aptInstall('softhsm2') : undefined),
  isBuilt = loads,
  build = buildBinding,
} = {}) {
  if (!find()) install();
  const library = find();
  if (!library) {
    throw new Error(
      'PKCS#11 could not be tested: there is no SoftHSM2 and none could be installed. Install it (apt-get install softhsm2) or ' +
        'name its library with TEST_SOFTHSM2',
    );
  }
  if (!isBuilt()) build();
  if (isBuilt()) return library;
  throw new Error(
    'PKCS#11 could not be tested: pkcs11js is not built. Run npm run pkcs11:build, which needs a C++ compiler, make and python3',
  );
}

export const PIN = '648219';

/**
 * A fresh token in a folder of its own.
 * @returns {{ library: string; token: string; folder: string; environment: Record<string, string>; remove: () => void }}
 */
export function makeToken() {
  const library = ensureSoftHsm();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'connect-wise-token-'));
  fs.mkdirSync(path.join(folder, 'tokens'));
  const configuration = path.join(folder, 'softhsm2.conf');
  fs.writeFileSync(
    configuration,
    `directories.tokendir = ${path.join(folder, 'tokens')}\nobjectstore.backend = file\nlog.level = ERROR\n`,
  );
  const environment = { SOFTHSM2_CONF: configuration };
  const token = 'connect-wise';
  const { status, stderr } = spawnSync(
    'softhsm2-util',
    ['--init-token', '--free', '--label', token, '--pin', PIN, '--so-pin', '735105', '--module', library],
    { env: { ...process.env, ...environment }, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`softhsm2-util: ${stderr}`);
  return { library, token, folder, environment, remove: () => fs.rmSync(folder, { recursive: true }) };
}

/**
 * @param {{ library: string; token: string; environment: Record<string, string> }} made
 * @param {{ label: string; value?: string; extractable?: boolean; bytes?: number }[]} keys `value` in hex; made inside otherwise
 */
export function makeKeys({ library, token, environment }, keys) {
  const program = path.join(root, 'test/pkcs11/make-token-key.mjs');
  const given = JSON.stringify({ library, token, pin: PIN, keys });
  const { status, stderr } = spawnSync(process.execPath, [program, given], {
    env: { ...process.env, ...environment },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`make-token-key: ${stderr}`);
}
