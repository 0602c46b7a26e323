import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SessionClaim } from '#lib/contract/internal-api';
import { until } from '#test/until';
import type { VaultContext } from '#vault/runtime/context';
import { signIn } from '#vault/testing/attempts';
import { Harness, type Linked, UNHURRIED } from '#vault/testing/harness';
import { checkConnection } from './check';
import { disconnect } from './disconnect';

let harness: Harness;
let vault: VaultContext;

beforeAll(async () => {
  harness = await Harness.start();
  vault = harness.vault({ deadlines: UNHURRIED });
});
afterEach(() => harness.reset());
afterAll(() => harness.close());

async function ownerOf(linked: Linked): Promise<SessionClaim> {
  return { audience: 'customer', token: await signIn(harness, 'customer', linked.customerId) };
}

const check = async (linked: Linked, ctx = vault) =>
  checkConnection(ctx, { session: await ownerOf(linked), connectionId: linked.id });

/** As if the last check had been asked for six minutes ago. */
async function passWindow(linked: Linked): Promise<void> {
  await harness.owner.query(
    `UPDATE connections SET check_again_at = check_again_at - interval '6 minutes' WHERE id = $1`,
    [linked.id],
  );
}

describe('check now', () => {
  it('asks Wise by one refresh, and then not again for five minutes, over all vaults', async () => {
    const linked = await harness.link(vault);
    const other = harness.vault({ deadlines: UNHURRIED });
    expect(await check(linked)).toMatchObject({ result: 'healthy', lastCheck: 'healthy' });
    const again = await Promise.all([check(linked), check(linked, other), check(linked, other)]);
    expect(again.map((answer) => [answer.result, answer.lastCheck])).toEqual(
      again.map(() => ['recent', 'healthy']),
    );
    expect(harness.refreshesOf(linked)).toHaveLength(1);
    await passWindow(linked);
    expect(await check(linked, other)).toMatchObject({ result: 'healthy' });
    expect(harness.refreshesOf(linked)).toHaveLength(2);
  });

  it('may be asked again after CHECK_WINDOW_SECONDS, and the row says when; a new consent ends the wait', async () => {
    const short = harness.vault({ env: { CHECK_WINDOW_SECONDS: '45' } });
    const linked = await harness.link(short);
    const waitSeconds = async () =>
      (
        await harness.owner.query<{ wait: number | null }>(
          'SELECT round(extract(epoch FROM check_again_at - last_checked_at))::int AS wait FROM connections WHERE id = $1',
          [linked.id],
        )
      ).rows[0]?.wait;
    expect(await waitSeconds()).toBeNull();
    expect(await check(linked, short)).toMatchObject({ result: 'healthy' });
    expect(await waitSeconds()).toBeGreaterThan(30);
    expect(await waitSeconds()).toBeLessThanOrEqual(45);
    expect(await check(linked, short)).toMatchObject({ result: 'recent' });
    await passWindow(linked);
    expect(await check(linked, short)).toMatchObject({ result: 'healthy' });
  });

  it('finds that the customer has removed the app at Wise', async () => {
    const linked = await harness.link(vault);
    harness.removeApp(linked);
    expect(await check(linked)).toMatchObject({ result: 'needs_reconnect', lastCheck: 'needs_reconnect' });
    expect(await harness.connection(linked)).toMatchObject({
      status: 'needs_reconnect',
      reason: 'lost_at_wise',
    });
    expect(await check(linked)).toMatchObject({ result: 'needs_reconnect' });
  });

  it('says that it cannot say while Wise is down, and makes nobody reconnect', async () => {
    const linked = await harness.link(vault);
    harness.plant({ endpoint: 'token:refresh_token', kind: 'answer', status: 503, body: '{}' });
    expect(await check(linked)).toMatchObject({ result: 'unavailable', lastCheck: 'unavailable' });
    expect(await harness.connection(linked)).toMatchObject({ status: 'active', last_check: 'unavailable' });
    expect(await check(linked)).toMatchObject({ result: 'recent', lastCheck: 'unavailable' });
  });

  it('does not blame Wise when it is our client that Wise refuses, not even while nobody asks because of that', async () => {
    // vaults of its own: one that was refused calls nobody for a while
    const [refused, waiting] = [
      harness.vault({ deadlines: UNHURRIED }),
      harness.vault({ deadlines: UNHURRIED }),
    ];
    const [asked, unasked] = [await harness.link(vault), await harness.link(vault)];
    const body = '{"error":"invalid_client"}';
    harness.plant({ endpoint: 'token:refresh_token', kind: 'answer', status: 401, body });
    expect(await check(asked, refused)).toMatchObject({ result: 'client_refused', lastCheck: 'unavailable' });
    waiting.pauses.pause('sandbox', 60_000);
    expect(await check(unasked, waiting)).toMatchObject({ result: 'client_refused' });
    expect(harness.refreshCallsOf(unasked)).toEqual([]);
    for (const linked of [asked, unasked]) {
      expect(await harness.connection(linked)).toMatchObject({ status: 'active', last_check: 'unavailable' });
    }
    expect(await check(await harness.link(vault))).toMatchObject({ result: 'healthy' });
    expect(await harness.openAlarms(), 'an accepted client closes the alarm').toEqual([]);
  });

  it('waits for somebody else’s refresh instead of making another one', async () => {
    const linked = await harness.link(vault);
    const held = harness.plant({ endpoint: 'token:refresh_token', kind: 'hold' });
    const first = check(linked);
    await until('the first refresh is held', () => held.waiting === 1);
    await passWindow(linked);
    const second = check(linked, harness.vault({ deadlines: UNHURRIED }));
    harness.release(held);
    expect((await first).result).toBe('healthy');
    expect((await second).result).toBe('healthy');
  });

  it('answers while a slow refresh goes on, and the refresh still counts', async () => {
    const hasty = harness.vault({ deadlines: { ...UNHURRIED, checkWaitMs: 300 } });
    const linked = await harness.link(vault);
    const held = harness.plant({ endpoint: 'token:refresh_token', kind: 'hold' });
    expect(await check(linked, hasty)).toMatchObject({ result: 'unavailable' });
    harness.release(held);
    await until('the refresh is stored', async () => {
      return (await harness.connection(linked)).last_check === 'healthy';
    });
  });

  it('says disconnected of what is, without a call', async () => {
    const linked = await harness.link(vault);
    const session = await ownerOf(linked);
    await disconnect(vault, { session, connectionId: linked.id });
    await until('it is ended', async () => (await harness.connection(linked)).end_result === 'cancelled');
    const calls = harness.refreshCallsOf(linked).length;
    expect(await check(linked)).toMatchObject({ result: 'disconnected' });
    expect(harness.refreshCallsOf(linked)).toHaveLength(calls);
  });
});
