import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { root } from '#scripts/paths';
import { freePort } from '../scripts/ports.mjs';
import { Harness } from './testing/harness';

let harness: Harness;
let child: ChildProcess;

beforeAll(async () => {
  harness = await Harness.start();
});
afterAll(() => harness.close());
afterEach(() => child.kill('SIGKILL'));

it('a vault whose log goes to a full device starts, answers every request as a problem, and stops cleanly', async () => {
  const full = openSync('/dev/full', 'w');
  const port = await freePort();
  child = spawn(process.execPath, ['--import', 'tsx', 'vault/main.ts'], {
    cwd: root,
    env: {
      NODE_ENV: 'production',
      VAULT_DATABASE_URL: harness.database.vaultUrl,
      VAULT_JOBS_DATABASE_URL: harness.database.jobsUrl,
      VAULT_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
      VAULT_INTERNAL_URL: `http://127.0.0.1:${await freePort()}`,
      VAULT_INTERNAL_KEY: 'an internal key of more than 32 characters',
      PARTNER_API_PORT: String(port),
      WEBHOOK_PORT: '0',
      WISE_SANDBOX_CLIENT_ID: 'acme-bank',
      WISE_SANDBOX_CLIENT_SECRET: 'a secret',
      WISE_SANDBOX_API_URL: harness.emulator.url,
      LOG_LEVEL: 'debug',
    },
    stdio: ['ignore', full, 'pipe'],
  });
  closeSync(full);
  let said = '';
  child.stderr?.on('data', (chunk) => {
    said += String(chunk);
  });
  const url = `http://127.0.0.1:${port}/v1`;
  const health = async () => {
    expect([child.exitCode, said]).toEqual([null, '']);
    return (await fetch(`${url}/health`)).status;
  };
  await vi.waitFor(async () => expect(await health()).toBe(200), { timeout: 30_000 });
  for (let n = 0; n < 500; n += 1) {
    const answer = await fetch(`${url}/connections`);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(await answer.json()).toMatchObject({ code: 'API_KEY_REFUSED' });
  }
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  expect(said).toBe('');
});
