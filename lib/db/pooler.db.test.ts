import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { startPooler } from '#test/database/pooler.mjs';
import { createTestDatabase, type TestDatabase } from '#test/database/test-database';
import { type Database, openDatabase } from './client';
import { isDatabaseFailure } from './database-failure';

type Pooler = Awaited<ReturnType<typeof startPooler>>;

let test: TestDatabase;
let pooler: Pooler;
const opened: Database[] = [];

beforeAll(async () => {
  test = await createTestDatabase();
  const { superUrl, passwords } = inject('testCluster');
  // fewer connections to the server than clients: each transaction gets whichever is free
  pooler = await startPooler(superUrl, passwords, { default_pool_size: 3 });
}, 300_000);
afterAll(async () => {
  for (const database of opened) await database.close();
  await pooler.close();
  await test.drop();
});

function open(url: string, max = 10): Database {
  const database = openDatabase(url, { applicationName: 'test', max });
  opened.push(database);
  return database;
}

const NAMED = { name: 'twice', text: 'SELECT $1::int * 2 AS twice' };

describe('through PgBouncer in transaction mode', () => {
  it('opens as it is installed: no start-up parameter that it refuses', async () => {
    const { db } = open(pooler.through(test.webUrl));
    expect(await db.$queryRaw`SELECT 1 AS one`).toEqual([{ one: 1 }]);
  });

  it('answers 300 named statements of two processes over 3 connections, each with its own value', async () => {
    const pools = [open(pooler.through(test.vaultUrl)).pool, open(pooler.through(test.vaultUrl)).pool];
    const answers = await Promise.all(
      Array.from({ length: 300 }, async (_, at) => {
        const { rows } = (await pools[at % 2]?.query<{ twice: number }>({ ...NAMED, values: [at] })) ?? {
          rows: [],
        };
        return rows[0]?.twice;
      }),
    );
    expect(answers).toEqual(Array.from({ length: 300 }, (_, at) => at * 2));
  });

  it('every session is in UTC and ends statements and idle transactions, whatever was there before', async () => {
    const { pool } = open(pooler.through(test.webUrl));
    const seen = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const { rows } = await pool.query(
          `SELECT current_setting('TimeZone') AS zone, current_setting('statement_timeout') AS statement,
             current_setting('idle_in_transaction_session_timeout') AS idle`,
        );
        return rows[0];
      }),
    );
    expect(seen).toEqual(Array.from({ length: 20 }, () => ({ zone: 'UTC', statement: '10s', idle: '15s' })));
  });

  it('keeps transactions apart, and leaves no lock and no setting behind', async () => {
    const { db } = open(pooler.through(test.webUrl), 20);
    const made = await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        db.$transaction(async (tx) => {
          await tx.$queryRaw`SELECT pg_advisory_xact_lock(4711)::text`;
          await tx.$executeRaw`SET LOCAL statement_timeout = '3s'`;
          const { id } = await tx.customer.create({
            data: { email: `c${at}@example.com` },
            select: { id: true },
          });
          return (await tx.customer.findUniqueOrThrow({ where: { id } })).email;
        }),
      ),
    );
    expect(made).toEqual(Array.from({ length: 20 }, (_, at) => `c${at}@example.com`));
    const left = await db.$queryRaw<unknown[]>`
      SELECT current_setting('statement_timeout') AS statement,
        (SELECT count(*)::int FROM pg_locks WHERE locktype = 'advisory' AND objid = 4711) AS locks`;
    expect(left).toEqual([{ statement: '10s', locks: 0 }]);
  });

  it('a pooler whose server is away is a failure of the database, which is tried again', async () => {
    const { superUrl, passwords } = inject('testCluster');
    const gone = new URL(superUrl);
    gone.port = '9';
    const alone = await startPooler(gone.toString(), passwords, {
      query_wait_timeout: 1,
      server_login_retry: 1,
    });
    try {
      const { db } = open(alone.through(test.webUrl));
      await expect(db.$queryRaw`SELECT 1`).rejects.toSatisfy(isDatabaseFailure);
    } finally {
      await alone.close();
    }
  });
});

describe('straight to PostgreSQL', () => {
  it('named statements are prepared once and kept', async () => {
    const { pool } = open(test.vaultUrl, 1);
    for (const value of [1, 2]) await pool.query({ ...NAMED, values: [value] });
    const { rows } = await pool.query(`SELECT name FROM pg_prepared_statements WHERE name = 'twice'`);
    expect(rows).toEqual([{ name: 'twice' }]);
  });
});
