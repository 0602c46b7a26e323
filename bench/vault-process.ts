import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bundle } from '#scripts/build/bundle';
import { root } from '#scripts/paths';
import { VAULT_MALLOC, VAULT_NODE_FLAGS } from '#scripts/start/heaps';

const PATIENCE_MS = 60_000;
const LOOK_MS = 5;

/** One vault process of the production bundle, as `npm start` runs it; the returned function stops it. */
export async function startVaultProcess(
  env: Record<string, string>,
  url: string,
  { isBundled = false, nodeOptions = [] }: { isBundled?: boolean; nodeOptions?: readonly string[] } = {},
): Promise<((signal?: NodeJS.Signals) => Promise<void>) & { pid: number }> {
  if (!isBundled) await bundle();
  const { PATH = '', HOME = '' } = process.env;
  // of an option given twice the last one counts
  const options = [...VAULT_NODE_FLAGS, ...nodeOptions];
  const child = spawn(process.execPath, [...options, path.join(root, 'dist/vault/main.mjs')], {
    cwd: root,
    env: { PATH, HOME, NODE_ENV: 'production', ...VAULT_MALLOC, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const exited = once(child, 'exit');
  await untilAnswered(url, () => child.exitCode !== null);
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal);
    await exited;
  };
  return Object.assign(stop, { pid: child.pid ?? 0 });
}

/** Until somebody answers there, whatever it is. @throws when `hasEnded`, or after a minute */
export async function untilAnswered(url: string, hasEnded: () => boolean): Promise<void> {
  for (const deadline = performance.now() + PATIENCE_MS; !(await answers(url)); ) {
    if (hasEnded() || performance.now() > deadline) throw new Error('the vault did not start');
    await sleep(LOOK_MS);
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    await fetch(url);
    return true;
  } catch {
    return false;
  }
}
