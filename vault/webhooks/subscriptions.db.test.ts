import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { until } from '#test/until';
import { startVault, type Vault } from '#vault/server';
import { Harness, UNHURRIED } from '#vault/testing/harness';
import { catchUp } from './catch-up';
import { markListening } from './gaps';
import type { WebhookSetting } from './settings';
import { keepSubscriptions } from './subscriptions';
import { watchWebhooks } from './watch';

let harness: Harness;
let vault: Vault;
const signal = new AbortController().signal;

beforeAll(async () => {
  harness = await Harness.start();
  vault = await startVault(
    harness.env({ WISE_SANDBOX_WEBHOOK_KEYS: harness.emulator.state.webhooks.keys.pem() }),
    { deadlines: { ...UNHURRIED, drainMs: 5_000 } },
  );
});
afterEach(async () => {
  harness.reset();
  await harness.owner.query('DELETE FROM alarms');
});
afterAll(async () => {
  await vault.close();
  await harness.close();
});

const EVENTS = [
  { eventType: 'users#state-change', schemaVersion: '2.0.0' },
  { eventType: 'profiles#verification-state-change', schemaVersion: '2.0.0' },
];
/** As the settings would say it, with an address that only the emulator takes. */
function setting(changes: Partial<WebhookSetting> = {}): WebhookSetting {
  const client = vault.ctx.wise.all.at(0);
  if (client === undefined) throw new Error('no client');
  return {
    environment: 'sandbox',
    client,
    applicationKey: 'acme-bank-key',
    url: `${vault.webhookUrl}/webhooks/wise/sandbox`,
    events: EVENTS,
    isRepaired: true,
    ...changes,
  };
}
const keep = (changes: Partial<WebhookSetting> = {}) =>
  keepSubscriptions(vault.ctx, setting(changes), { makes: true });
const one = async <Value>(sql: string): Promise<Value | undefined> =>
  (await harness.owner.query<{ value: Value }>(sql)).rows[0]?.value;
const gapReason = () => one<string | null>('SELECT gap_reason AS value FROM vault.webhook_watch');

describe('our subscriptions at Wise', () => {
  it('are made once, and found again', async () => {
    expect(await keep()).toMatchObject({ kind: 'ok', present: [], missing: [] });
    const again = await keep();
    expect(again).toMatchObject({ kind: 'ok', made: [], missing: [] });
    expect(again.kind === 'ok' && again.present.map(({ eventType }) => eventType).sort()).toEqual(
      EVENTS.map(({ eventType }) => eventType).sort(),
    );
  });

  it('an account that is closed at Wise ends its connection, over the wire (promise 15)', async () => {
    await keep();
    const linked = await harness.link(vault.ctx);
    const { url } = harness.emulator;
    await fetch(`${url}/__emulator/users/${linked.user.id}/deactivate`, { method: 'POST' });
    await until('the connection needs a reconnect', async () => {
      const { status, reason } = await harness.connection(linked);
      return status === 'needs_reconnect' && reason === 'user_deactivated';
    });
  });

  it('one that was deleted at Wise is an alarm and a gap, and is made again', async () => {
    await keep();
    const [first] = harness.emulator.state.webhooks.subscriptions.all();
    harness.emulator.state.webhooks.subscriptions.remove(first?.id ?? '');
    expect(await keep()).toMatchObject({ kind: 'ok', made: [{ eventType: first?.eventType }] });
    expect(await harness.openAlarms()).toContain('webhook_subscription_missing');
    await until('the gap is closed', async () => (await gapReason()) === null);
  });

  it('are not made where the address does not lead to our listener', async () => {
    const url = `${vault.partnerUrl}/healthz`;
    expect(await keep({ url })).toMatchObject({ kind: 'unreachable' });
    expect(harness.emulator.state.webhooks.subscriptions.all().filter((each) => each.url === url)).toEqual(
      [],
    );
  });

  it.each([
    ['EVENT_TYPE_NOT_PERMITTED', 400],
    ['INVALID_CALLBACK_URL', 422],
  ])('%s: what Wise does not take is not made, and said as refused', async (code, status) => {
    const { subscriptions } = harness.emulator.state.webhooks;
    for (const { id } of subscriptions.all()) subscriptions.remove(id);
    const body = JSON.stringify({ errors: [{ code }] });
    const headers = { 'content-type': 'application/json' };
    harness.plant({ endpoint: 'webhook:application:create', kind: 'answer', status, body, headers });
    expect(await keep()).toEqual({ kind: 'refused', status });
    expect(await keep()).toMatchObject({ kind: 'ok', made: EVENTS });
  });

  it('a key that is not ours is refused, and nothing is forgotten', async () => {
    expect(await keep({ applicationKey: 'another-key' })).toEqual({ kind: 'refused', status: 403 });
    expect(await harness.openAlarms()).toEqual([]);
  });
});

describe('a gap', () => {
  it('is noticed when nobody listened for a while, and not before anything was ever delivered', async () => {
    await harness.owner.query(`DELETE FROM vault.webhook_watch`);
    expect(await markListening(vault.ctx, 'sandbox')).toBe(false);
    await harness.owner.query(`UPDATE vault.webhook_watch SET listening_at = now() - interval '11 minutes'`);
    expect(await markListening(vault.ctx, 'sandbox')).toBe(false);
    await harness.owner.query(
      `UPDATE vault.webhook_watch SET listening_at = now() - interval '11 minutes', delivered_at = now()`,
    );
    expect(await markListening(vault.ctx, 'sandbox')).toBe(true);
    expect(await markListening(vault.ctx, 'sandbox')).toBe(false);
  });

  it('is closed by asking about every active connection: a user that Wise closed meanwhile is found', async () => {
    const [alive, closed] = [await harness.link(vault.ctx), await harness.link(vault.ctx)];
    for (const { id } of harness.emulator.state.webhooks.subscriptions.all())
      harness.emulator.state.webhooks.subscriptions.remove(id);
    await fetch(`${harness.emulator.url}/__emulator/users/${closed.user.id}/deactivate`, { method: 'POST' });
    await catchUp(vault.ctx, { environment: 'sandbox' }, signal);
    expect(await harness.connection(alive)).toMatchObject({ status: 'active' });
    expect(await harness.connection(closed)).toMatchObject({ status: 'needs_reconnect' });
    expect(await gapReason()).toBeNull();
  });
});

it('old events are forgotten, and alarms for what was not seen again are closed', async () => {
  await harness.owner.query(
    `INSERT INTO vault.webhook_events (environment, digest, body, is_test, position, outcome, received_at)
     VALUES ('sandbox', sha256('old'), 'old', false, nextval('vault.webhook_positions'), 'kept', now() - interval '91 days')`,
  );
  await harness.owner.query(
    `INSERT INTO alarms (code, environment, last_seen_at)
     VALUES ('webhook_signatures_failing', 'sandbox', now() - interval '61 minutes')`,
  );
  await watchWebhooks(vault.ctx, {}, signal);
  expect(await one(`SELECT true AS value FROM vault.webhook_events WHERE body = 'old'`)).toBeUndefined();
  expect(await harness.openAlarms()).not.toContain('webhook_signatures_failing');
});
