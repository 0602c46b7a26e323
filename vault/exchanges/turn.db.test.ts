import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createLogger } from '#lib/log/logger';
import { until } from '#test/until';
import type { VaultContext } from '#vault/runtime/context';
import { attemptOf, newCustomer } from '#vault/testing/attempts';
import { type CuttableDatabase, cuttableDatabase } from '#vault/testing/cuttable-database';
import { exchangeRow, sendingsOf } from '#vault/testing/exchanges';
import { Harness, UNHURRIED } from '#vault/testing/harness';
import { newWiseUser } from '#vault/testing/wise-users';
import { readExchange, waitForExchange } from './read-exchange';
import { startExchange } from './start-exchange';

const LONG_MS = 40_000;

let harness: Harness;
let healthy: VaultContext;
let way: CuttableDatabase;

beforeAll(async () => {
  harness = await Harness.start();
  healthy = harness.vault({ deadlines: UNHURRIED });
  way = await cuttableDatabase(harness.database.vaultUrl);
});
afterEach(() => {
  way.restore();
  harness.reset();
});
afterAll(async () => {
  await harness.close();
  await way.close();
});

/** A code that waits in a vault whose database can be cut, because one of its customer is being checked elsewhere. */
async function waiting(webToVaultMs: number) {
  const lines: string[] = [];
  const log = createLogger('test', 'warn', { write: (line) => lines.push(line) });
  const vault = harness.vault({
    deadlines: { ...UNHURRIED, writeRetryMs: LONG_MS, webToVaultMs },
    env: { VAULT_DATABASE_URL: way.url },
    log,
  });
  const customerId = await newCustomer(harness);
  const first = await attemptOf(harness, customerId, newWiseUser(harness.emulator));
  const attempt = await attemptOf(harness, customerId, newWiseUser(harness.emulator));
  const held = harness.plant({ endpoint: 'me', kind: 'hold' });
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
    harness.release(held);
    await waitForExchange(healthy, first.attemptId, LONG_MS);
    expect(await waitForExchange(healthy, attempt.attemptId, LONG_MS)).toMatchObject({ state: 'connected' });
    expect(sendingsOf(harness, attempt)).toHaveLength(1);
  });

  it('has its outcome when the database is back, if its turn has not come', async () => {
    const { attempt, held, untilLogged } = await waiting(5_000);
    way.cut();
    await untilLogged(/exchange-unsent|task failed/);
    expect(await exchangeRow(harness, attempt)).toBeUndefined();
    way.restore();
    expect(await waitForExchange(healthy, attempt.attemptId, LONG_MS)).toMatchObject({
      state: 'failed',
      reason: 'wise_unavailable',
    });
    expect(sendingsOf(harness, attempt)).toEqual([]);
    harness.release(held);
  });
});
