import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { until } from '#test/until';
import type { VaultContext } from '#vault/runtime/context';
import { attemptOf, claimedAttempt, consentOf, newCustomer } from '#vault/testing/attempts';
import { exchange, exchangeRow, sendingsOf, untilErased } from '#vault/testing/exchanges';
import { expireExchangeLease } from '#vault/testing/expire';
import { Harness, UNHURRIED } from '#vault/testing/harness';
import { revokeGrant } from '#vault/testing/revoke-grant';
import { newWiseUser } from '#vault/testing/wise-users';
import { readExchange, waitForExchange } from './read-exchange';
import { startExchange } from './start-exchange';

let harness: Harness;
let vault: VaultContext;

beforeAll(async () => {
  harness = await Harness.start();
});
afterEach(() => harness.reset());
afterAll(() => harness.close());

/** A vault of its own: a pause is the memory of one process. */
const newVault = () => {
  vault = harness.vault({ deadlines: { ...UNHURRIED, backOffMaxMs: 60_000, webToVaultMs: 25_000 } });
  return vault;
};

const newAttempt = async () => attemptOf(harness, await newCustomer(harness), newWiseUser(harness.emulator));

describe('while Wise has asked this process to wait', () => {
  it('a code is not spent: it waits, and connects when the time is over', async () => {
    const attempt = await newAttempt();
    newVault().pauses.pause('sandbox', 8_000);
    await startExchange(vault, attempt);
    expect(await readExchange(vault, attempt.attemptId)).toMatchObject({ state: 'waiting' });
    expect(await waitForExchange(vault, attempt.attemptId, 30_000)).toMatchObject({ state: 'connected' });
    expect(sendingsOf(harness, attempt)).toHaveLength(1);
  });

  it('an attempt that cannot outwait it ends at once as “Wise unavailable”, and its code is not sent', async () => {
    newVault().pauses.pause('sandbox', 60_000);
    const attempt = await newAttempt();
    await startExchange(vault, attempt);
    expect(await waitForExchange(vault, attempt.attemptId, 20_000)).toMatchObject({
      state: 'failed',
      reason: 'wise_unavailable',
    });
    expect(sendingsOf(harness, attempt)).toEqual([]);
    expect(await exchange(vault, attempt)).toMatchObject({ state: 'failed' });
  });

  it('no revoking refresh is sent, and it is made afterwards', async () => {
    newVault();
    const { code } = await consentOf(harness, newWiseUser(harness.emulator));
    const attempt = await claimedAttempt(harness, {
      customerId: await newCustomer(harness),
      code,
      profileId: '1',
    });
    await exchange(vault, attempt);
    vault.pauses.pause('sandbox', 60_000);
    const before = harness.events('token.request').length;
    await revokeGrant(harness, vault, attempt);
    expect(harness.events('token.request')).toHaveLength(before);
    expect(await exchangeRow(harness, attempt)).toMatchObject({ hasTokens: true });
    await expireExchangeLease(harness, attempt);
    await revokeGrant(harness, harness.vault(), attempt);
    await untilErased(harness, attempt);
  });
});

describe('an exchange that meets a limit of Wise', () => {
  it('has all others of this process wait for as long as Wise says', async () => {
    newVault();
    harness.plant({ endpoint: 'token:authorization_code', kind: 'rate-limit', retryAfter: '20' });
    expect(await exchange(vault, await newAttempt())).toMatchObject({ reason: 'wise_unavailable' });
    expect(vault.pauses.leftMs('sandbox')).toBeGreaterThan(0);
    const next = await newAttempt();
    await startExchange(vault, next);
    await until('the next one waits', async () => {
      return (await readExchange(vault, next.attemptId)).state === 'waiting';
    });
    expect(sendingsOf(harness, next)).toEqual([]);
  });
});
