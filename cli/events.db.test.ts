import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '#test/until';
import { Harness } from '#vault/testing/harness';
import { root } from '../scripts/paths.mjs';
import { listen, readOrder, run } from './events';

let harness: Harness;

beforeAll(async () => {
  harness = await Harness.start();
});
afterAll(() => harness.close());

it('prints what the partner is told, as it happens, until it is ended', async () => {
  const vault = harness.vault();
  const linked = await harness.link(vault);
  const heard: string[] = [];
  const stop = new AbortController();
  const listening = listen(vault.database, {
    after: '0',
    write: (text) => heard.push(text),
    signal: stop.signal,
  });
  await harness.owner.query('UPDATE connections SET frozen_at = now() WHERE id = $1', [linked.id]);
  const types = () => heard.flatMap((text) => text.trim().split('\n')).map((line) => JSON.parse(line).type);
  await until('both are heard', () => types().length === 2);
  stop.abort();
  await listening;
  expect(types()).toEqual(['connection.connected', 'connection.frozen']);
  const place = { ownerUrl: async () => '', vaultSettings: async () => harness.settings(), operator: 'o' };
  const listed = await run(['list', '--after', '1'], place);
  expect([listed.exitCode, JSON.parse(listed.text).type]).toEqual([0, 'connection.frozen']);
});

it('ends with words when whoever reads it goes away', async () => {
  const place = { ownerUrl: async () => '', vaultSettings: async () => harness.settings(), operator: 'o' };
  const before = process.stdout.listenerCount('error');
  const listening = run(['listen'], place);
  await until('it listens', () => process.stdout.listenerCount('error') === before + 1);
  process.stdout.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
  expect(await listening).toMatchObject({ exitCode: 1, text: expect.stringContaining('has gone away') });
});

it('prints no line where there is no event: each line is one of JSON', () => {
  const words = ['scripts/command.mjs', 'events', 'list', '--after', '999999'];
  const { status, stdout, stderr } = spawnSync(process.execPath, words, {
    ...{ cwd: root, encoding: 'utf8', timeout: 60_000 },
    env: { NODE_ENV: 'test', VAULT_DATABASE_URL: harness.database.vaultUrl },
  });
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
});

it.each([[[]], [['hear']], [['list', 'all']], [['list', '--after', 'x']]])('%j is refused', (args) => {
  expect(readOrder(args)).toHaveProperty('problem');
});
