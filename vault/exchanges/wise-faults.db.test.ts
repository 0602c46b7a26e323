import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FAULT_KINDS } from 'wise-emulator';
import { until } from '#test/until';
import { refreshGrant } from '#vault/grants/refresh';
import { vend } from '#vault/grants/vend';
import { attemptOf, newCustomer } from '#vault/testing/attempts';
import { connectionsOf, exchange, exchangeRow, sendingsOf, trailOf } from '#vault/testing/exchanges';
import { type FaultHarness, faultCases, startFaultHarness } from '#vault/testing/fault-harness';
import { startRecovery } from '#vault/testing/start-recovery';

import { newWiseUser } from '#vault/testing/wise-users';

const LONG_MS = 30_000;

let faults: FaultHarness;
let stop: () => Promise<void>;

beforeAll(async () => {
  faults = await startFaultHarness();
  stop = startRecovery(faults.patient);
});
afterAll(async () => {
  await stop();
  await faults.harness.close();
});
beforeEach(() => faults.harness.reset());

async function freshAttempt() {
  const customerId = await newCustomer(faults.harness);
  const user = newWiseUser(faults.harness.emulator);
  return { customerId, user, attempt: await attemptOf(faults.harness, customerId, user) };
}

/**
 * One live connection, whose stored token is the one that lives at Wise. An answer that was lost leaves an access
 * token alive that nobody has (W3): it dies with the first refresh.
 */
async function expectConnected(customerId: string, userId: string): Promise<void> {
  const [connection, another] = await connectionsOf(faults.harness, customerId);
  expect(connection).toMatchObject({ status: 'active', reason: null });
  expect(another).toBeUndefined();
  const first = await vend(faults.patient, String(connection?.id));
  expect(await faults.liveOf(userId)).toContain(first.access.reveal());
  await until('it is refreshed', async () => {
    const { kind } = await refreshGrant(faults.patient, String(connection?.id), { why: 'check' });
    return kind === 'refreshed';
  });
  const { access } = await vend(faults.patient, String(connection?.id));
  expect(await faults.liveOf(userId)).toEqual([access.reveal()]);
}

describe('a code whose exchange meets a fault of Wise is sent once, and ends in a state of its own', () => {
  it.each(faultCases())('%s: %s', async (kind, _what, row) => {
    const { harness } = faults;
    const { customerId, user, attempt } = await freshAttempt();
    harness.plant({ endpoint: 'token:authorization_code', kind, ...row.fault });
    const vault = faults.for(row);
    const { state, reason } = await exchange(vault, attempt, LONG_MS);
    expect([state, reason].join(' ').trim()).toBe(row.exchange);
    const isConnected = state === 'connected';
    if (!isConnected) {
      expect(await exchangeRow(harness, attempt)).toMatchObject({ hasTokens: false });
      expect(await connectionsOf(harness, customerId)).toEqual([]);
    }
    expect(await exchange(vault, attempt, LONG_MS)).toMatchObject({ state, reason });

    harness.reset();
    if (!isConnected) {
      const again = await attemptOf(harness, customerId, user);
      expect((await exchange(faults.patient, again, LONG_MS)).state).toBe('connected');
    }
    expect(sendingsOf(harness, attempt)).toHaveLength(1);
    expect(await trailOf(harness, customerId)).toEqual([
      ...(isConnected ? [] : ['connection.refused']),
      'connection.connected',
    ]);
    await expectConnected(customerId, user.id);
    expect(await faults.leakedOf(user.id)).toEqual([]);
  });
});

/** All but those that say "no" in so many words: what a refusal of the API means, outcomes.db.test.ts has. */
const SILENT = faultCases().filter(
  ([kind, , { refresh }]) => kind === 'rate-limit' || refresh === 'good' || refresh === 'uncertain',
);
const CHECKS = ['me', 'profiles', 'profile'];

describe('tokens whose checks meet a fault of Wise are kept, and connect when Wise answers', () => {
  it.each(SILENT.map((row, at) => [CHECKS[at % CHECKS.length] ?? '', ...row] as const))(
    '%s, %s: %s',
    async (endpoint, kind, _what, row) => {
      const { harness } = faults;
      const { customerId, user, attempt } = await freshAttempt();
      harness.plant({ endpoint, kind, ...row.fault });
      expect(await exchange(faults.for(row), attempt, LONG_MS)).toMatchObject({ state: 'connected' });
      expect(sendingsOf(harness, attempt)).toHaveLength(1);
      expect(harness.events('fault.applied').at(-1)).toMatchObject({ endpoint, kind });
      expect(await trailOf(harness, customerId)).toEqual(['connection.connected']);
      await expectConnected(customerId, user.id);
      expect(await faults.leakedOf(user.id)).toEqual([]);
    },
  );

  it('every kind of fault is among them', () => {
    expect(new Set(SILENT.map(([kind]) => kind))).toEqual(new Set(FAULT_KINDS));
  });
});
