import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '#test/until';
import { attemptOf, newCustomer } from '#vault/testing/attempts';
import { exchangeRow, sendingsOf } from '#vault/testing/exchanges';
import { Rig, UNHURRIED } from '#vault/testing/rig';
import { newWiseUser } from '#vault/testing/wise-users';
import { startExchange } from './start-exchange';

let rig: Rig;

beforeAll(async () => {
  rig = await Rig.start();
});
afterAll(() => rig.close());

it('a vault that stops sends no code of an exchange that waited for its turn, and says so', async () => {
  const vault = rig.vault({ deadlines: UNHURRIED });
  const customerId = await newCustomer(rig);
  const first = await attemptOf(rig, customerId, newWiseUser(rig.emulator));
  const second = await attemptOf(rig, customerId, newWiseUser(rig.emulator));
  const held = rig.plant({ endpoint: 'me', kind: 'hold' });
  await startExchange(vault, first);
  await until('the first is under way', () => held.waiting === 1);
  await startExchange(vault, second);
  const drained = vault.tasks.drain(60_000);
  rig.release(held);
  expect(await drained).toBe(true);
  expect(await exchangeRow(rig, first)).toMatchObject({ state: 'connected' });
  expect(await exchangeRow(rig, second)).toMatchObject({ state: 'failed', reason: 'wise_unavailable' });
  expect(sendingsOf(rig, second)).toEqual([]);
});
