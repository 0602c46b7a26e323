import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '#test/until';
import { attemptOf, newCustomer } from '#vault/testing/attempts';
import { exchange } from '#vault/testing/exchanges';
import { Harness } from '#vault/testing/harness';
import { newWiseUser } from '#vault/testing/wise-users';

let harness: Harness;

beforeAll(async () => {
  harness = await Harness.start();
});
afterAll(() => harness.close());

it('promise 2: two completions that both saw no existing grant are decided at once, without a failure and a pause', async () => {
  const user = newWiseUser(harness.emulator);
  const attempts = [
    await attemptOf(harness, await newCustomer(harness), user),
    await attemptOf(harness, await newCustomer(harness), user),
  ];
  // No recovery runs here: a promotion that failed and was paused would never come to an end.
  const vaults = [harness.vault(), harness.vault()] as const;
  const table = await harness.owner.connect();
  try {
    await table.query('BEGIN');
    // Reading and locking rows goes on, inserting waits.
    await table.query('LOCK TABLE connections IN SHARE ROW EXCLUSIVE MODE');
    const outcomes = Promise.all(
      attempts.map((attempt, n) => exchange(vaults[n === 0 ? 0 : 1], attempt, 20_000)),
    );
    await until('both are about to insert their connection', async () => {
      const { rows } = await harness.owner.query<{ waiting: number }>(
        `SELECT count(*)::int AS waiting FROM pg_locks
         WHERE NOT granted AND relation = 'connections'::regclass`,
      );
      return rows[0]?.waiting === 2;
    });
    await table.query('COMMIT');
    const states = (await outcomes).map(({ state, reason }) => reason ?? state).sort();
    expect(['connected,connected', 'connected,replaced']).toContain(states.join());
  } finally {
    table.release(true);
  }
  const { rows } = await harness.owner.query('SELECT 1 FROM vault.grants WHERE profile_id = $1', [
    user.profileId,
  ]);
  expect(rows).toHaveLength(1);
});
