import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '#test/until';
import { startVault, type Vault } from '#vault/server';
import { Harness, UNHURRIED } from '#vault/testing/harness';
import type { WebhookSetting } from '#vault/webhooks/settings';
import { carryOut, readOrder } from './webhooks';

let harness: Harness;
let vault: Vault;
let setting: WebhookSetting;

beforeAll(async () => {
  harness = await Harness.start();
  vault = await startVault(
    harness.env({ WISE_SANDBOX_WEBHOOK_KEYS: harness.emulator.state.webhooks.keys.pem() }),
    { deadlines: { ...UNHURRIED, drainMs: 5_000 } },
  );
  const client = vault.ctx.wise.all.at(0);
  if (client === undefined) throw new Error('no client');
  setting = {
    environment: 'sandbox',
    client,
    applicationKey: 'acme-bank-key',
    url: `${vault.webhookUrl}/webhooks/wise/sandbox`,
    events: [{ eventType: 'users#state-change', schemaVersion: '2.0.0' }],
    isRepaired: true,
  };
});
afterAll(async () => {
  await vault.close();
  await harness.close();
});

it('makes subscriptions, shows them, and asks Wise for a test message that arrives', async () => {
  expect(await carryOut(vault.ctx, 'test', [setting]), 'nothing to test').toMatchObject({ exitCode: 1 });
  const before = await carryOut(vault.ctx, 'status', [setting]);
  expect([before.exitCode, before.text]).toEqual([
    1,
    expect.stringContaining('users#state-change@2.0.0  missing'),
  ]);
  expect((await carryOut(vault.ctx, 'subscribe', [setting])).text).toContain('made now');
  const status = await carryOut(vault.ctx, 'status', [setting]);
  expect([status.exitCode, status.text]).toEqual([0, expect.stringContaining('last delivery')]);
  expect((await carryOut(vault.ctx, 'test', [setting])).text).toContain('queued a test message');
  await until('both tests arrived: Wise sends one at the subscription, too', async () => {
    const { rows } = await harness.owner.query(
      'SELECT sum(deliveries)::int AS count FROM vault.webhook_events WHERE is_test',
    );
    return rows[0]?.count === 2;
  });
});

it('ends with 1 when Wise sends no test message, and when its keys cannot be read', async () => {
  harness.plant({ endpoint: 'webhook:application:test', kind: 'answer', status: 503 });
  expect(await carryOut(vault.ctx, 'test', [setting])).toMatchObject({
    exitCode: 1,
    text: expect.stringContaining('Wise sent no test message.'),
  });
  const env = { ...vault.ctx.env, WISE_SANDBOX_WEBHOOK_KEYS: 'no key' };
  expect(await carryOut({ ...vault.ctx, env }, 'keys', [])).toMatchObject({ exitCode: 1 });
});

it('shows the fingerprints of the keys in force, and where they come from', async () => {
  const { text, exitCode } = await carryOut(vault.ctx, 'keys', []);
  expect(exitCode).toBe(0);
  expect(text).toContain('sandbox: WISE_SANDBOX_WEBHOOK_KEYS');
  expect(text).toContain('production: as Wise publishes them\n  SHA-256 e86411cd96968b70488a1c11dcd22907');
});

it('says what is not set up, and takes no word it does not know', async () => {
  expect(await carryOut(vault.ctx, 'status', [])).toMatchObject({ exitCode: 1 });
  expect(readOrder(['keys'])).toEqual({ act: 'keys' });
  for (const words of [[], ['nonsense'], ['status', 'more']])
    expect(readOrder(words)).toHaveProperty('problem');
});
