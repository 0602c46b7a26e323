import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '#lib/errors/app-error';
import { Secret } from '#lib/log/secret';
import { until } from '#test/until';
import type { VaultContext } from '#vault/runtime/context';
import { attemptOf, claimedAttempt, consentOf, newCustomer } from '#vault/testing/attempts';
import { connectionsOf, exchange, exchangeRow, issuedTo, sendingsOf } from '#vault/testing/exchanges';
import { Harness, UNHURRIED } from '#vault/testing/harness';
import { newWiseUser } from '#vault/testing/wise-users';
import { readExchange, waitForExchange } from './read-exchange';
import { startExchange } from './start-exchange';

let harness: Harness;
let one: VaultContext;
let other: VaultContext;

beforeAll(async () => {
  harness = await Harness.start();
  one = harness.vault({ deadlines: UNHURRIED });
  other = harness.vault({ deadlines: UNHURRIED });
});
afterEach(() => harness.reset());
afterAll(() => harness.close());

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof AppError ? error.code : `no AppError: ${String(error)}`;
}

describe('a code is sent at most once, ever', () => {
  it('though 50 callers hand it over at the same moment to two vaults: one exchange, one answer for all', async () => {
    const customerId = await newCustomer(harness);
    const user = newWiseUser(harness.emulator);
    const attempt = await attemptOf(harness, customerId, user);
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) => exchange(n % 2 === 0 ? one : other, attempt)),
    );
    expect(sendingsOf(harness, attempt)).toHaveLength(1);
    expect(issuedTo(harness, user.id)).toHaveLength(1);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ state: 'connected' });
    expect(await connectionsOf(harness, customerId)).toHaveLength(1);
  });

  it('though it is handed over again while Wise has not answered, and after it has', async () => {
    const customerId = await newCustomer(harness);
    const attempt = await attemptOf(harness, customerId, newWiseUser(harness.emulator));
    const held = harness.plant({ endpoint: 'token:authorization_code', kind: 'hold' });
    await startExchange(one, attempt);
    await startExchange(other, attempt);
    await until('the code is at Wise', () => held.waiting === 1);
    expect(await readExchange(one, attempt.attemptId)).toMatchObject({ state: 'sent' });
    harness.release(held);
    const answer = await waitForExchange(other, attempt.attemptId, 5_000);
    expect(await exchange(one, attempt)).toEqual(answer);
    expect(sendingsOf(harness, attempt)).toHaveLength(1);
  });

  it('and not for a second attempt that names the same code', async () => {
    const customerId = await newCustomer(harness);
    const first = await attemptOf(harness, customerId, newWiseUser(harness.emulator));
    await exchange(one, first);
    const second = await claimedAttempt(harness, { customerId, code: first.code.reveal(), profileId: '1' });
    expect(await codeOf(startExchange(one, second))).toBe('NOT_FOUND');
    expect(sendingsOf(harness, first)).toHaveLength(1);
  });

  it('answers with the state at hand when Wise takes longer than the caller may wait', async () => {
    const customerId = await newCustomer(harness);
    const attempt = await attemptOf(harness, customerId, newWiseUser(harness.emulator));
    const held = harness.plant({ endpoint: 'token:authorization_code', kind: 'hold' });
    expect(await exchange(one, attempt, 150)).toMatchObject({ state: 'sent', connectionId: null });
    harness.release(held);
    expect(await exchange(one, attempt)).toMatchObject({ state: 'connected' });
  });
});

describe('an attempt is admitted only', () => {
  it('for its own customer, with its own code, once it was claimed, and not after web has ended it', async () => {
    const customerId = await newCustomer(harness);
    const stranger = await newCustomer(harness);
    const { code, profileId } = await consentOf(harness, newWiseUser(harness.emulator));
    const attempt = await claimedAttempt(harness, { customerId, code, profileId });
    const ended = await claimedAttempt(harness, { customerId, code, profileId, outcome: 'not_yours' });
    const unclaimed = await claimedAttempt(harness, { customerId, code, profileId });
    await harness.owner.query('UPDATE connect_attempts SET claimed_at = NULL WHERE id = $1', [
      unclaimed.attemptId,
    ]);
    for (const wrong of [
      { ...attempt, customerId: stranger },
      { ...attempt, code: new Secret('another code') },
      { ...attempt, attemptId: '00000000-0000-4000-8000-000000000000' },
      ended,
      unclaimed,
    ]) {
      expect(await codeOf(startExchange(one, wrong))).toBe('NOT_FOUND');
    }
    expect(sendingsOf(harness, attempt)).toHaveLength(0);
    expect(await exchangeRow(harness, attempt)).toBeUndefined();
  });
});

describe('exchanges of one customer and environment', () => {
  it('go one at a time: the second code is sent when the first is through', async () => {
    const customerId = await newCustomer(harness);
    const first = await attemptOf(harness, customerId, newWiseUser(harness.emulator));
    const second = await attemptOf(harness, customerId, newWiseUser(harness.emulator));
    const held = harness.plant({ endpoint: 'profiles', kind: 'hold' });
    await startExchange(one, first);
    await until('the first one is being checked', () => held.waiting === 1);
    await startExchange(other, second);
    expect(await readExchange(other, second.attemptId)).toMatchObject({ state: 'waiting' });
    expect(sendingsOf(harness, second)).toHaveLength(0);
    harness.release(held);
    expect(await waitForExchange(one, second.attemptId, 5_000)).toMatchObject({ state: 'connected' });
    expect(await connectionsOf(harness, customerId)).toHaveLength(2);
  });

  it('do not wait for ever: a code whose turn does not come is not sent, and its attempt has an outcome', async () => {
    const impatient = harness.vault({ deadlines: { ...UNHURRIED, webToVaultMs: 300 } });
    const customerId = await newCustomer(harness);
    const first = await attemptOf(harness, customerId, newWiseUser(harness.emulator));
    const second = await attemptOf(harness, customerId, newWiseUser(harness.emulator));
    const held = harness.plant({ endpoint: 'token:authorization_code', kind: 'hold' });
    await startExchange(impatient, first);
    await until('the first code is at Wise', () => held.waiting === 1);
    await startExchange(impatient, second);
    expect(await waitForExchange(impatient, second.attemptId, 5_000)).toMatchObject({
      state: 'failed',
      reason: 'wise_unavailable',
    });
    harness.release(held);
    expect(await waitForExchange(impatient, first.attemptId, 5_000)).toMatchObject({ state: 'connected' });
    expect(sendingsOf(harness, second)).toHaveLength(0);
  });

  it('of different customers do not wait for each other', async () => {
    const slow = await attemptOf(harness, await newCustomer(harness), newWiseUser(harness.emulator));
    const quick = await attemptOf(harness, await newCustomer(harness), newWiseUser(harness.emulator));
    const held = harness.plant({ endpoint: 'token:authorization_code', kind: 'hold' });
    await startExchange(one, slow);
    await until('the slow one is at Wise', () => held.waiting === 1);
    expect(await exchange(one, quick)).toMatchObject({ state: 'connected' });
    harness.release(held);
    expect(await waitForExchange(one, slow.attemptId, 5_000)).toMatchObject({ state: 'connected' });
  });
});
