import { spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import path from 'node:path';
import { root } from '../paths.mjs';
import { bundle } from './bundle.mjs';
import { writeLicences } from './third-party.mjs';

/** Builds everything that `npm start` runs. Ends the process when a part fails. */
export async function build() {
  rmSync(path.join(root, 'dist'), { recursive: true, force: true });
  const bundled = await bundle();
  const next = path.join(root, 'node_modules/next/dist/bin/next');
  const { status } = spawnSync(process.execPath, [next, 'build'], {
    cwd: root,
    stdio: 'inherit',
    // a build sees no secret, so none can be built in
    env: { ...machineEnv(), NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
  });
  if (status !== 0) process.exit(1);
  completeStandalone();
  writeLicences(bundled, root);
}

/** Next leaves to whoever serves it what browsers fetch as files. */
function completeStandalone() {
  const standalone = path.join(root, '.next/standalone');
  cpSync(path.join(root, '.next/static'), path.join(standalone, '.next/static'), { recursive: true });
  cpSync(path.join(root, 'public'), path.join(standalone, 'public'), { recursive: true });
}

function machineEnv() {
  const names = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'LANG', 'CI', 'NO_COLOR'];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}
