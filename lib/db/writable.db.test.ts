import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { setReadOnly } from '#test/database/read-only';
import { createTestDatabase, type TestDatabase } from '#test/database/test-database';
import { type Database, openDatabase } from './client';
import { isDatabaseFailure } from './database-failure';
import { createReadiness } from './readiness';
import { isWritable, requireWritable } from './writable';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());

/** A pool of either process, for as long as the work takes. */
async function withDatabase(url: string, work: (database: Database) => Promise<void>): Promise<void> {
  const database = openDatabase(url, { applicationName: 'test', max: 2 });
  await work(database).finally(() => database.close());
}

describe.each(['webUrl', 'vaultUrl'] as const)('the database of %s', (role) => {
  it('takes writes, and what asks leaves no row behind', async () => {
    await withDatabase(test[role], async ({ db }) => {
      expect(await isWritable(db)).toBe(true);
      await requireWritable(db);
      expect(await createReadiness(() => db, 2_000)()).toBe(true);
    });
  });

  it('answers what it is asked while it is read-only, and is not ready; before, SELECT 1 said it was', async () => {
    await setReadOnly(test, true);
    try {
      await withDatabase(test[role], async ({ db }) => {
        expect(await db.$queryRaw`SELECT 1 AS one`).toEqual([{ one: 1 }]);
        expect(await isWritable(db)).toBe(false);
        expect(await createReadiness(() => db, 2_000)()).toBe(false);
        await expect(requireWritable(db)).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
      });
    } finally {
      await setReadOnly(test, false);
    }
  });
});

describe('a write while the database is read-only', () => {
  beforeAll(() => setReadOnly(test, true));
  afterAll(() => setReadOnly(test, false));

  type Write = [what: string, write: (database: Database) => Promise<unknown>];
  it.each<Write>([
    ['of a model', ({ db }) => db.customer.create({ data: { name: 'Ada', email: 'ada@example.com' } })],
    ['of many rows', ({ db }) => db.customer.updateMany({ where: { name: 'Ada' }, data: { name: 'A' } })],
    ['of a transaction', ({ db }) => db.$transaction((tx) => tx.$executeRaw`DELETE FROM public.customers`)],
    ['in SQL', ({ db }) => db.$executeRaw`DELETE FROM public.request_budgets`],
    ['of the pool', ({ pool }) => pool.query('DELETE FROM public.request_budgets')],
  ])('%s is the database’s failure and no mistake of ours', async (_what, write) => {
    await withDatabase(test.webUrl, async (database) => {
      const error = await write(database).then(
        () => expect.fail('it was written'),
        (thrown: unknown) => thrown,
      );
      expect(isDatabaseFailure(error)).toBe(true);
    });
  });
});

describe('readiness', () => {
  it('is asked of the database once for all who probe in the same second', async () => {
    await withDatabase(test.webUrl, async ({ db }) => {
      const opened = vi.fn(() => db);
      const isReady = createReadiness(opened, 2_000);
      expect(await Promise.all(Array.from({ length: 50 }, isReady))).toEqual(Array(50).fill(true));
      expect(opened).toHaveBeenCalledTimes(1);
    });
  });

  it('is no when the database is away', async () => {
    const away = openDatabase('postgresql://nobody@127.0.0.1:9/none', { applicationName: 'test' });
    expect(await createReadiness(() => away.db, 2_000)()).toBe(false);
    await away.close();
  });

  it('is no, and in time, when the database does not answer', async () => {
    await withDatabase(test.webUrl, async ({ db, pool }) => {
      const taken = await Promise.all([pool.connect(), pool.connect()]);
      expect(await createReadiness(() => db, 50)()).toBe(false);
      for (const client of taken) client.release();
    });
  });
});
