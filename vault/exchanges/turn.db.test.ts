import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createLogger } from '#lib/log/logger';
import { until } from '#test/until';
import type { VaultContext } from '#vault/runtime/context';
import { attemptOf, newCustomer } from '#vault/testing/attempts';
import { type CuttableDatabase, cuttableDatabase } from '#vault/testing/cuttable-database';
import { exchangeRow, sendingsOf } from '#vault/testing/exchanges';
import { Rig, UNHURRIED } from '#vault/testing/rig';
import { newWiseUser } from '#vault/testing/wise-users';
import { readExchange, waitForExchange } from './read-exchange';
import { startExchange } from './start-exchange';

const LONG_MS = 40_000;

let rig: Rig;
let healthy: VaultContext;
let way: CuttableDatabase;

beforeAll(async () => {
  rig = await Rig.start();
  healthy = rig.vault({ deadlines: UNHURRIED });
  way = await cuttableDatabase(rig.database.vaultUrl);
});
afterEach(() => {
  way.restore();
  rig.calm();
});
afterAll(async () => {
  await rig.close();
  await way.close();
});

/** A code that waits in a vault whose database can be cut, because one of its customer is being checked elsewhere. */
async function waiting(webToVaultMs: number) {
  const lines: string[] = [];
  const log = createLogger('test', 'warn', { write: (line) => lines.push(line) });
  const vault = rig.vault({
    deadlines: { ...UNHURRIED, writeRetryMs: LONG_MS, webToVaultMs },
    env: { VAULT_DATABASE_URL: way.url },
    log,
  });
  const customerId = await newCustomer(rig);
  const first = await attemptOf(rig, customerId, newWiseUser(rig.emulator));
  const attempt = await attemptOf(rig, customerId, newWiseUser(rig.emulator));
  const held = rig.plant({ endpoint: 'me', kind: 'hold' });
  await startExchange(healthy, first);
  await until('the first is being checked', () => held.waiting === 1);
  await startExchange(vault, attempt);
  expect(await readExchange(healthy, attempt.attemptId)).toMatchObject({ state: 'waiting' });
  const untilLogged = (words: RegExp) =>
    until('the vault has met the outage', () => lines.some((line) => words.test(line)), {
      withinMs: LONG_MS,
    });
  return { first, attempt, held, untilLogged };
}

describe('a code that waits for its turn while the database is away for a moment', () => {
  it('is sent when its turn comes', async () => {
    const { first, attempt, held, untilLogged } = await waiting(LONG_MS);
    way.cut();
    await untilLogged(/could not look for its turn|task failed/);
    way.restore();
    rig.release(held);
    await waitForExchange(healthy, first.attemptId, LONG_MS);
    expect(await waitForExchange(healthy, attempt.attemptId, LONG_MS)).toMatchObject({ state: 'connected' });
    expect(sendingsOf(rig, attempt)).toHaveLength(1);
  });

  it('has its outcome when the database is back, if its turn has not come', async () => {
    const { attempt, held, untilLogged } = await waiting(5_000);
    way.cut();
    await untilLogged(/exchange-unsent|task failed/);
    expect(await exchangeRow(rig, attempt)).toBeUndefined();
    way.restore();
    expect(await waitForExchange(healthy, attempt.attemptId, LONG_MS)).toMatchObject({
      state: 'failed',
      reason: 'wise_unavailable',
    });
    expect(sendingsOf(rig, attempt)).toEqual([]);
    rig.release(held);
  });
});
