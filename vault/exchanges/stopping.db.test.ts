import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '#test/until';
import { attemptOf, newCustomer } from '#vault/testing/attempts';
import { exchangeRow, sendingsOf } from '#vault/testing/exchanges';
import { Harness, UNHURRIED } from '#vault/testing/harness';
import { newWiseUser } from '#vault/testing/wise-users';
import { startExchange } from './start-exchange';

let harness: Harness;

beforeAll(async () => {
  harness = await Harness.start();
});
afterAll(() => harness.close());

it('a vault that stops sends no code of an exchange that waited for its turn, and says so', async () => {
  const vault = harness.vault({ deadlines: UNHURRIED });
  const customerId = await newCustomer(harness);
  const first = await attemptOf(harness, customerId, newWiseUser(harness.emulator));
  const second = await attemptOf(harness, customerId, newWiseUser(harness.emulator));
  const held = harness.plant({ endpoint: 'me', kind: 'hold' });
  await startExchange(vault, first);
  await until('the first is under way', () => held.waiting === 1);
  await startExchange(vault, second);
  const drained = vault.tasks.drain(60_000);
  harness.release(held);
  expect(await drained).toBe(true);
  expect(await exchangeRow(harness, first)).toMatchObject({ state: 'connected' });
  expect(await exchangeRow(harness, second)).toMatchObject({ state: 'failed', reason: 'wise_unavailable' });
  expect(sendingsOf(harness, second)).toEqual([]);
});
