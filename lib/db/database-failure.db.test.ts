import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#test/database/test-database';
import { type Database, openDatabase } from './client';
import { isDatabaseFailure } from './database-failure';

let test: TestDatabase;
let web: Database;

beforeAll(async () => {
  test = await createTestDatabase();
  web = openDatabase(test.webUrl, { applicationName: 'test', max: 2 });
});
afterAll(async () => {
  await web.close();
  await test.drop();
});

async function failureOf(statement: Promise<unknown>): Promise<unknown> {
  return statement.then(
    () => expect.fail('the statement went through'),
    (error: unknown) => error,
  );
}

type Statement = [what: string, run: (db: Database['db']) => Promise<unknown>];

describe('a failed raw statement of Prisma', () => {
  it.each<Statement>([
    ['bad data', (db) => db.$queryRaw`SELECT 'x'::int`],
    ['a broken rule', (db) => db.$executeRaw`INSERT INTO public.customers (email) VALUES (NULL)`],
    ['a missing right', (db) => db.$queryRaw`SELECT 1 FROM vault.grants`],
    ['bad SQL', (db) => db.$queryRaw`SELECT nothing_like_this`],
  ])('is our own mistake when PostgreSQL names %s: trying again would only hide it', async (_what, run) => {
    expect(isDatabaseFailure(await failureOf(run(web.db)))).toBe(false);
  });

  it.each<Statement>([
    ['was cancelled by a time limit', (db) => db.$executeRaw`DO $$ BEGIN RAISE SQLSTATE '57014'; END $$`],
    ['met a deadlock', (db) => db.$executeRaw`DO $$ BEGIN RAISE SQLSTATE '40P01'; END $$`],
    ['met a row that came just now', (db) => db.$executeRaw`DO $$ BEGIN RAISE SQLSTATE '23505'; END $$`],
  ])('may succeed later when it %s', async (_what, run) => {
    expect(isDatabaseFailure(await failureOf(run(web.db)))).toBe(true);
  });
});
