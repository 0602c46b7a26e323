import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDatabase } from '#lib/db/client';
import { silenceable } from '#test/database/silenceable';
import { createTestDatabase, type TestDatabase } from '#test/database/test-database';
import { inTransaction } from './in-transaction';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());

it('a connection that went silent inside a transaction is not used again', async () => {
  const way = await silenceable(test.vaultUrl);
  const { pool, close } = openDatabase(way.url, { applicationName: 'test', max: 1, answerWithinMs: 4_000 });
  try {
    const act = inTransaction(pool, 'READ COMMITTED', async (client) => {
      await client.query('SELECT 1');
      way.silence();
      await client.query('SELECT 1');
    });
    await expect(act).rejects.toThrow('Query read timeout');
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  } finally {
    way.close();
    await close();
  }
});
