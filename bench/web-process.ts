import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { root } from '#scripts/paths';
import { WEB_HEAP_MIB } from '#scripts/start/heaps';

const PATIENCE_MS = 60_000;

/** One web process of the production build, as `npm start` runs it, on this port; the returned function stops it. */
export async function startWebProcess(
  port: number,
  env: Record<string, string>,
): Promise<(() => Promise<void>) & { pid: number }> {
  const { PATH = '', HOME = '' } = process.env;
  const options = [`--max-old-space-size=${WEB_HEAP_MIB}`, '--enable-source-maps'];
  const child = spawn(process.execPath, [...options, 'dist/web/main.mjs'], {
    cwd: root,
    env: { PATH, HOME, NODE_ENV: 'production', PORT: String(port), ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const exited = once(child, 'exit');
  for (const deadline = performance.now() + PATIENCE_MS; !(await answers(port)); await sleep(100)) {
    if (child.exitCode !== null || performance.now() > deadline) throw new Error('the web did not start');
  }
  const stop = async () => {
    child.kill('SIGTERM');
    await exited;
  };
  return Object.assign(stop, { pid: child.pid ?? 0 });
}

async function answers(port: number): Promise<boolean> {
  try {
    const { statusCode, body } = await request(`http://127.0.0.1:${port}/staff/sign-in`, {
      headers: { host: `localhost:${port}` },
    });
    await body.dump();
    return statusCode < 500;
  } catch {
    return false;
  }
}
