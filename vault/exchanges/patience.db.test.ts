import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { until } from '#test/until';
import type { VaultContext } from '#vault/runtime/context';
import { attemptOf, type Claimed, newCustomer } from '#vault/testing/attempts';
import {
  connectionsOf,
  exchange,
  exchangeRow,
  issuedTo,
  liveAccessOf,
  sendingsOf,
  untilErased,
} from '#vault/testing/exchanges';
import { ageExchange } from '#vault/testing/expire';
import { Harness, UNHURRIED } from '#vault/testing/harness';
import { startRecovery } from '#vault/testing/start-recovery';

import { newWiseUser } from '#vault/testing/wise-users';
import { takeUp } from './recover-exchanges';
import { startExchange } from './start-exchange';

const LONG_MS = 30_000;
const OUTAGE = { kind: 'answer', status: 503, body: '{}', count: 100_000 } as const;

let harness: Harness;
let vault: VaultContext;
let stop: () => Promise<void>;

beforeAll(async () => {
  harness = await Harness.start();
  vault = harness.vault({ deadlines: UNHURRIED });
  stop = startRecovery(vault);
});
afterEach(() => harness.reset());
afterAll(async () => {
  await stop();
  await harness.close();
});

async function freshAttempt() {
  const customerId = await newCustomer(harness);
  const user = newWiseUser(harness.emulator);
  return { customerId, user, attempt: await attemptOf(harness, customerId, user) };
}

/** An exchange whose answer is stored, and of which Wise does not say whose it is. */
async function unanswered() {
  const { customerId, user, attempt } = await freshAttempt();
  harness.plant({ endpoint: 'me', ...OUTAGE });
  await startExchange(vault, attempt);
  await until('it waits for Wise', async () => {
    const { rowCount } = await harness.owner.query(
      `SELECT 1 FROM vault.grants WHERE attempt_id = $1 AND state = 'received' AND lease_owner IS NULL`,
      [attempt.attemptId],
    );
    return rowCount === 1;
  });
  return { customerId, user, attempt };
}

const age = (attempt: Claimed, minutes: number) => ageExchange(harness, attempt, minutes);

async function expectEndedAtWise(attempt: Claimed, userId: string): Promise<void> {
  await untilErased(harness, attempt);
  const [given] = issuedTo(harness, userId);
  expect(liveAccessOf(harness, userId)).not.toContain(given?.accessToken);
}

describe('a received exchange', () => {
  it('connects though the list of profiles has an entry of a kind that nobody knew', async () => {
    const { attempt, user } = await freshAttempt();
    const list = [
      { id: 1, type: 'TRUST', fullName: 7 },
      { id: Number(user.profileId), type: 'PERSONAL', fullName: 'Ada' },
    ];
    harness.plant({
      endpoint: 'profiles',
      kind: 'answer',
      status: 200,
      body: JSON.stringify(list),
      count: 1_000,
    });
    expect(await exchange(vault, attempt, LONG_MS)).toMatchObject({ state: 'connected' });
  });

  it.each([403, 404])('outlives a time in which Wise says %i to "who is this?"', async (status) => {
    const { attempt } = await freshAttempt();
    harness.plant({ endpoint: 'me', kind: 'answer', status, body: '{}', count: 3 });
    expect(await exchange(vault, attempt, LONG_MS)).toMatchObject({ state: 'connected' });
    expect(sendingsOf(harness, attempt)).toHaveLength(1);
  });

  it('ends when Wise goes on saying so for minutes, and what Wise gave is ended', async () => {
    const { attempt, user } = await freshAttempt();
    harness.plant({ endpoint: 'me', kind: 'answer', status: 403, body: '{}', count: 100_000 });
    await startExchange(vault, attempt);
    await until('it is stored', async () => (await exchangeRow(harness, attempt))?.state === 'received');
    await age(attempt, 6);
    await until('it has ended', async () => (await exchangeRow(harness, attempt))?.state === 'failed');
    expect(await exchangeRow(harness, attempt)).toMatchObject({ reason: 'wise_unavailable' });
    await expectEndedAtWise(attempt, user.id);
  });

  it('asks ever less often while Wise does not answer', async () => {
    const { attempt } = await unanswered();
    await age(attempt, 14);
    await until('its next try is a minute away', async () => {
      const { rowCount } = await harness.owner.query(
        `SELECT 1 FROM vault.grants WHERE attempt_id = $1 AND lease_owner IS NULL
           AND next_refresh_at > now() + interval '30 seconds'`,
        [attempt.attemptId],
      );
      return rowCount === 1;
    });
  });

  it.each([
    ['its client id was changed', { WISE_SANDBOX_CLIENT_ID: 'another-client' }],
    [
      'its environment was switched off',
      {
        WISE_SANDBOX_CLIENT_ID: '',
        WISE_SANDBOX_CLIENT_SECRET: '',
        WISE_SANDBOX_API_URL: '',
        WISE_PRODUCTION_CLIENT_ID: 'acme-bank',
        WISE_PRODUCTION_CLIENT_SECRET: 'a secret',
      },
    ],
  ])('ends as our mistake when %s meanwhile, and staff are alarmed', async (_what, env) => {
    const { attempt } = await unanswered();
    await harness.owner.query('DELETE FROM alarms');
    const changed = harness.vault({ env });
    await until('a vault with the new settings has taken it up', async () => {
      await age(attempt, 1);
      await takeUp(changed, attempt.attemptId);
      return (await exchangeRow(harness, attempt))?.state === 'failed';
    });
    expect(await exchangeRow(harness, attempt)).toMatchObject({ reason: 'client_refused' });
    expect(await harness.openAlarms()).toEqual(['client_id_changed']);
  });
});

describe('a customer who comes back while an earlier exchange still waits for Wise', () => {
  it('is let through after a quarter of an hour; the earlier one ends, and what Wise gave to it', async () => {
    const { attempt, customerId, user } = await unanswered();
    await age(attempt, 16);
    harness.reset();
    const held = harness.plant({ endpoint: 'me', kind: 'hold' });
    const newer = await attemptOf(harness, customerId, newWiseUser(harness.emulator));
    await startExchange(vault, newer);
    expect(await exchangeRow(harness, attempt)).toMatchObject({
      state: 'failed',
      reason: 'wise_unavailable',
    });
    await until('the newer one, or both, are being checked', () => held.waiting > 0);
    harness.release(held);
    await until('the newer one is through', async () => {
      return (await exchangeRow(harness, newer))?.state === 'connected';
    });
    expect(await connectionsOf(harness, customerId)).toHaveLength(1);
    await expectEndedAtWise(attempt, user.id);
  });
});
