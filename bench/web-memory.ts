// npm run bench:web-memory [-- <page loads> <heap bounds in MiB …>]: what memory a web process settles at under load, and
// what a bound on its heap costs in speed. Needs `npm run build`. A PostgreSQL and a web process for each bound, on this
// machine and gone afterwards; 0 is Node's own bound, which grows with the machine's memory.

import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { readNumbers } from '#scripts/arguments';
import { root } from '#scripts/paths';
import { freePort } from '#scripts/ports';
import { WEB_HEAP_MIB } from '#scripts/start/heaps';
import { createDatabase, startTestCluster } from '#test/database/cluster.mjs';
import { line, load } from './load';
import { machine } from './machine';

const USAGE = 'usage: npm run bench:web-memory [-- <loads> [<bound of the heap in MiB, 0 for none> …]]';
const [loads = 2_000, ...given] = readNumbers(USAGE, 20, 0);
const LOADS = Math.min(20_000, loads);
const BOUNDS = given.length > 0 ? given : [0, 512, 384, 256, 192, 128];
const CALLERS = 8;
const PATIENCE_MS = 60_000;

const secret = () => randomBytes(24).toString('base64url');
const cluster = await startTestCluster();
const { webUrl } = await createDatabase(cluster);

try {
  console.log(`${machine()}`);
  console.log(
    `one web process, ${LOADS} loads of /sign-in, ${CALLERS} callers; npm start sets ${WEB_HEAP_MIB} MiB\n`,
  );
  for (const bound of BOUNDS) await measure(bound);
} finally {
  await cluster.close();
}

async function measure(bound: number): Promise<void> {
  const port = await freePort();
  const child = startWeb(bound, port);
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: CALLERS });
  const get = async () => {
    const { statusCode, body } = await pool.request({
      method: 'GET',
      path: '/sign-in',
      headers: { host: `localhost:${port}` },
    });
    await body.dump();
    if (statusCode !== 200) throw new Error(`a page answered ${statusCode}`);
  };
  try {
    await untilReady(child, get);
    const idle = memoryOf(child);
    const result = await load(CALLERS, get, (turn) => turn >= LOADS);
    const { now, most } = memoryOf(child);
    const what = bound === 0 ? 'Node’s own bound' : `heap bound ${bound} MiB`;
    console.log(line(what, result));
    console.log(`    memory: ${idle.now} MiB at first, ${now} MiB at the end, ${most} MiB at most`);
  } finally {
    await pool.close();
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  }
}

function startWeb(bound: number, port: number): ChildProcess {
  const { PATH = '', HOME = '' } = process.env;
  const options = bound === 0 ? [] : [`--max-old-space-size=${bound}`];
  return spawn(process.execPath, [...options, '--enable-source-maps', 'dist/web/main.mjs'], {
    cwd: root,
    env: {
      PATH,
      HOME,
      NODE_ENV: 'production',
      APP_URL: `http://localhost:${port}`,
      PORT: String(port),
      DATABASE_URL: webUrl,
      NEXTAUTH_SECRET: secret(),
      VAULT_INTERNAL_URL: 'http://127.0.0.1:9',
      VAULT_INTERNAL_KEY: secret(),
      WISE_SANDBOX_CLIENT_ID: 'bench',
      SMTP_URL: 'smtp://127.0.0.1:9',
      SECURITY_CONTACT: 'mailto:security@example.com',
      LOG_LEVEL: 'fatal',
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

async function untilReady(child: ChildProcess, get: () => Promise<void>): Promise<void> {
  for (const deadline = performance.now() + PATIENCE_MS; ; await sleep(100)) {
    if (child.exitCode !== null || performance.now() > deadline) throw new Error('the web did not start');
    if (
      await get().then(
        () => true,
        () => false,
      )
    )
      return;
  }
}

/** Resident memory in MiB: now, and the most there ever was (Linux only). */
function memoryOf({ pid }: ChildProcess): { now: number; most: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const of = (name: string) => Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024);
  return { now: of('VmRSS'), most: of('VmHWM') };
}
