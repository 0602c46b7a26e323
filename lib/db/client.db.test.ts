import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withClient } from '#scripts/db/roles';
import { silenceable } from '#test/database/silenceable';
import { createTestDatabase, type TestDatabase } from '#test/database/test-database';
import { type Database, openDatabase } from './client';
import { isDatabaseFailure } from './database-failure';

let test: TestDatabase;
let web: Database;

beforeAll(async () => {
  test = await createTestDatabase();
  await withClient(test.ownerUrl, async (client) => {
    const { rows } = await client.query('SELECT current_database() AS name');
    const name = client.escapeIdentifier(String(rows[0]?.name));
    await client.query(`ALTER DATABASE ${name} SET TimeZone TO 'Pacific/Auckland'`);
  });
  web = openDatabase(test.webUrl, { applicationName: 'test', max: 2 });
});
afterAll(async () => {
  await web.close();
  await test.drop();
});

describe('openDatabase', () => {
  it('keeps moments exact on a server whose zone is not UTC, written and read, by model and by SQL', async () => {
    const moment = new Date('2026-07-01T12:34:56.789Z');
    const made = await web.db.customer.create({
      data: { email: 'ada@example.com', emailVerified: moment },
      select: { id: true, emailVerified: true },
    });
    expect(made.emailVerified).toEqual(moment);
    const rows = await web.db.$queryRaw<{ is_same: boolean; at: Date }[]>`
      SELECT email_verified = ${moment} AS is_same, email_verified AS at FROM public.customers
      WHERE id = ${made.id}::uuid AND email_verified = '2026-07-01T12:34:56.789Z'`;
    expect(rows).toEqual([{ is_same: true, at: moment }]);
  });

  it('uses no session that is in another zone, where each moment would be wrong without a word', async () => {
    const abroad = await createTestDatabase();
    await withClient(abroad.ownerUrl, async (owner) => {
      const { rows } = await owner.query<{ name: string }>('SELECT current_database() AS name');
      await withClient(abroad.webUrl, (role) =>
        role.query(
          `ALTER ROLE connect_web IN DATABASE ${role.escapeIdentifier(rows[0]?.name ?? '')} SET TimeZone = 'Europe/London'`,
        ),
      );
    });
    const { db, pool, close } = openDatabase(abroad.webUrl, { applicationName: 'test', max: 1 });
    try {
      for (const failure of [
        await db.$queryRaw`SELECT 1`.catch((error: unknown) => error),
        await db.$transaction((tx) => tx.$queryRaw`SELECT 1`).catch((error: unknown) => error),
        await pool.query('SELECT 1').catch((error: unknown) => error),
      ]) {
        expect(String(failure)).toContain('Europe/London, not UTC: as an administrator run prisma/roles.sql');
        expect(isDatabaseFailure(failure)).toBe(true);
      }
    } finally {
      await close();
      await abroad.drop();
    }
  });

  it('gives up on a server that answers nothing any more, as a failure of the database', async () => {
    const way = await silenceable(test.webUrl);
    const cutOff = openDatabase(way.url, { applicationName: 'test', max: 1 });
    try {
      await cutOff.db.$queryRaw`SELECT 1`;
      way.silence();
      const failure = await cutOff.db.$queryRaw`SELECT 1`.then(
        () => undefined,
        (error: unknown) => error,
      );
      expect(failure).toBeInstanceOf(Error);
      expect(isDatabaseFailure(failure)).toBe(true);
    } finally {
      way.close();
      await cutOff.close();
    }
  });
});

it('gives up on a server that lets a connection in and then answers nothing, and frees its place', async () => {
  const way = await silenceable(test.webUrl, { isSilentFromTheFirst: true });
  const cutOff = openDatabase(way.url, { applicationName: 'test', max: 1 });
  try {
    await expect(cutOff.pool.query('SELECT 1')).rejects.toSatisfy(isDatabaseFailure);
    await expect(cutOff.db.$queryRaw`SELECT 1 AS one`).resolves.toEqual([{ one: 1 }]);
  } finally {
    way.close();
    await cutOff.close();
  }
});

describe('a connection that went silent inside a transaction is not used again', () => {
  type Act = (database: Database, silence: () => void) => Promise<unknown>;
  it.each<[string, Act]>([
    [
      'at its beginning',
      ({ db }, silence) => {
        silence();
        return db.$transaction((tx) => tx.$queryRaw`SELECT 1`);
      },
    ],
    [
      'in its middle',
      ({ db }, silence) =>
        db.$transaction(async (tx) => {
          await tx.$queryRaw`SELECT 1`;
          silence();
          await tx.$queryRaw`SELECT 1`;
        }),
    ],
  ])('%s', async (_when, act) => {
    const way = await silenceable(test.webUrl);
    const cutOff = openDatabase(way.url, { applicationName: 'test', max: 1, answerWithinMs: 4_000 });
    try {
      await cutOff.db.$queryRaw`SELECT 1`;
      await expect(act(cutOff, way.silence)).rejects.toSatisfy(isDatabaseFailure);
      await expect(cutOff.db.$queryRaw`SELECT 1 AS one`).resolves.toEqual([{ one: 1 }]);
    } finally {
      way.close();
      await cutOff.close();
    }
  });
});
