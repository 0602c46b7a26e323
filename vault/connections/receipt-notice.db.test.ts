import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { until } from '#test/until';
import { disconnect } from '#vault/connections/disconnect';
import type { VaultContext } from '#vault/runtime/context';
import { signIn } from '#vault/testing/attempts';
import { noticesOf } from '#vault/testing/exchanges';
import { Harness, type Linked } from '#vault/testing/harness';
import { revokeGrant } from '#vault/testing/revoke-grant';
import { untilWaitedFor } from '#vault/testing/until-waited-for';

let harness: Harness;
let vault: VaultContext;

beforeAll(async () => {
  harness = await Harness.start();
  vault = harness.vault();
});
afterEach(() => harness.reset());
afterAll(() => harness.close());

/** A connection whose disconnect Wise has not answered yet. */
async function disconnecting(): Promise<Linked> {
  const linked = await harness.link(vault);
  const outage = harness.plant({
    endpoint: 'token:refresh_token',
    kind: 'answer',
    status: 503,
    body: '{}',
    count: 1_000,
  });
  const session = {
    audience: 'customer',
    token: await signIn(harness, 'customer', linked.customerId),
  } as const;
  await disconnect(vault, { session, connectionId: linked.id });
  await until('Wise was asked', () => outage.remaining < 1_000);
  return linked;
}

const resultOf = async (linked: Linked) => (await harness.connection(linked)).end_result;

/** Wise answers again, and the vault tries until it has the result. */
async function ends(linked: Linked): Promise<void> {
  harness.reset();
  await until('the result is known', async () => {
    await harness.owner.query('UPDATE vault.grants SET next_refresh_at = now() WHERE connection_id = $1', [
      linked.id,
    ]);
    await revokeGrant(harness, vault, linked);
    return (await resultOf(linked)) === 'cancelled';
  });
}

const mailed = `UPDATE notices SET attempts = 1, sent_at = now() WHERE connection_id = $1 AND kind = 'disconnected'`;

it('a notice that was mailed before the result was known is followed by the receipt, once', async () => {
  const linked = await disconnecting();
  expect(await resultOf(linked)).toBe('pending');
  await harness.owner.query(mailed, [linked.id]);
  await ends(linked);
  expect(await noticesOf(harness, linked.customerId)).toEqual(['disconnected', 'receipt']);
});

it('one that waits still carries the result itself', async () => {
  const linked = await disconnecting();
  await ends(linked);
  expect(await noticesOf(harness, linked.customerId)).toEqual(['disconnected']);
});

it('one that is claimed at this very moment is not missed', async () => {
  const linked = await disconnecting();
  const claiming = await harness.owner.connect();
  try {
    await claiming.query('BEGIN');
    await claiming.query(mailed, [linked.id]);
    const ending = ends(linked);
    await untilWaitedFor(claiming);
    await claiming.query('COMMIT');
    await ending;
  } finally {
    claiming.release();
  }
  expect(await noticesOf(harness, linked.customerId)).toEqual(['disconnected', 'receipt']);
});
