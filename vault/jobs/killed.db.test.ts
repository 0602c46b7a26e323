import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { createLogger } from '#lib/log/logger';
import { root } from '#scripts/paths';
import { until } from '#test/until';
import { jobHandlers } from '../job-handlers';
import { Harness } from '../testing/harness';
import { startJobWorker } from './worker';

let harness: Harness;
let child: ChildProcess | undefined;

beforeAll(async () => {
  harness = await Harness.start();
});
afterEach(() => child?.kill('SIGKILL'));
afterAll(() => harness.close());

function startProcess(): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', 'vault/main.ts'], {
    cwd: root,
    env: {
      NODE_ENV: 'production',
      VAULT_DATABASE_URL: harness.database.vaultUrl,
      VAULT_JOBS_DATABASE_URL: harness.database.jobsUrl,
      VAULT_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
      VAULT_INTERNAL_URL: 'http://127.0.0.1:0',
      VAULT_INTERNAL_KEY: 'an internal key of more than 32 characters',
      PARTNER_API_PORT: '0',
      WEBHOOK_PORT: '0',
      WISE_SANDBOX_CLIENT_ID: 'acme-bank',
      WISE_SANDBOX_CLIENT_SECRET: 'a secret',
      WISE_SANDBOX_API_URL: harness.emulator.url,
    },
    stdio: 'ignore',
  });
}

/** The job that sweeps old alarms. */
async function job(): Promise<Record<string, unknown> | undefined> {
  const { rows } = await harness.owner.query(
    `SELECT * FROM graphile_worker._private_jobs WHERE payload->>'table' = 'alarms'`,
  );
  return rows[0];
}

it('a job survives the kill -9 of the process that works on it, and is done by another', async () => {
  await harness.owner.query(
    `INSERT INTO alarms (code, cleared_at) VALUES ('over', now() - interval '91 days')`,
  );
  const lock = await harness.owner.connect();
  await lock.query('BEGIN; LOCK TABLE alarms IN SHARE MODE');
  child = startProcess();
  await until('it sweeps the alarms', async () => typeof (await job())?.locked_by === 'string', {
    withinMs: 60_000,
  });
  child.kill('SIGKILL');
  await once(child, 'exit');
  await lock.query('COMMIT');
  lock.release();
  expect(await job(), 'nobody else has taken it').toMatchObject({ attempts: 1 });

  const lines: Record<string, unknown>[] = [];
  const log = createLogger('test', 'info', { write: (line) => lines.push(JSON.parse(line)) });
  // ten minutes later
  await harness.owner.query(
    `UPDATE graphile_worker._private_jobs SET locked_at = locked_at - interval '11 minutes' WHERE locked_at IS NOT NULL`,
  );
  const stop = startJobWorker(harness.vault({ log }), { handlers: jobHandlers, schedule: [] });
  try {
    await until('the job is done', async () => (await job()) === undefined);
    const { rowCount } = await harness.owner.query(`SELECT 1 FROM alarms WHERE code = 'over'`);
    expect(rowCount).toBe(0);
    expect(lines.filter(({ msg }) => String(msg).startsWith('a job was taken'))).not.toEqual([]);
    expect(lines.filter(({ swept }) => swept !== undefined)).toHaveLength(1);
  } finally {
    await stop();
  }
}, 120_000);
