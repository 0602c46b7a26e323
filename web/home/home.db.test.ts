import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '#lib/db/client';
import { withClient } from '#scripts/db/roles';
import { createTestDatabase, type TestDatabase } from '#test/database/test-database';
import { readAttention } from './attention';
import { readDays } from './read-days';

const viewer = { role: 'viewer' } as const;

let database: TestDatabase;
let web: Database;

const owner = (sql: string, values: unknown[] = []) =>
  withClient(database.ownerUrl, async (client) => (await client.query(sql, values)).rows);

async function connection(values: Record<string, string>): Promise<string> {
  const row: Record<string, string> = {
    environment: 'production',
    client_id: 'c',
    wise_user_id: '1',
    profile_id: randomUUID(),
    profile_type: 'personal',
    profile_name: 'Ada',
    status: 'active',
    ...values,
  };
  const [made] = await owner(
    `INSERT INTO connections (customer_id, ${Object.keys(row).join(', ')})
     SELECT id, ${Object.keys(row).map((_, at) => `$${at + 1}`)} FROM customers RETURNING id`,
    Object.values(row),
  );
  return made.id;
}

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();

beforeAll(async () => {
  database = await createTestDatabase();
  web = openDatabase(database.webUrl, { max: 4, applicationName: 'test' });
  await owner(`INSERT INTO customers (name, email) VALUES ('Ada', 'ada@example.com')`);
});
afterAll(async () => {
  await web.close();
  await database.drop();
});

describe('a fresh installation', () => {
  it('has no day and nothing that needs attention', async () => {
    expect(await readDays(web.db, viewer, { days: 30, environment: undefined })).toEqual([]);
    expect(await readAttention(web.db, viewer, undefined)).toEqual([]);
  });
});

describe('the numbers', () => {
  beforeAll(async () => {
    await connection({ created_at: daysAgo(200) });
    await connection({ created_at: daysAgo(29) });
    await connection({
      created_at: daysAgo(40),
      status: 'needs_reconnect',
      reason: 'lost_at_wise',
      status_changed_at: daysAgo(3),
    });
    await connection({ environment: 'sandbox' });
  });

  it('are there for every day, today included, with what was active before the first of them', async () => {
    const all = await readDays(web.db, viewer, { days: 30, environment: undefined });
    expect(all.map(({ environment, days }) => [environment, days.length])).toEqual([
      ['production', 30],
      ['sandbox', 30],
    ]);
    const [production, sandbox] = all;
    const days = production?.days ?? [];
    expect(days.map(({ active }) => active)).toEqual([...Array(26).fill(3), ...Array(4).fill(2)]);
    expect(days.reduce((sum, { connected }) => sum + connected, 0)).toBe(1);
    expect(days.map(({ lost }) => lost).indexOf(1)).toBe(26);
    expect(days.at(-1)?.day).toBe(new Date().toISOString().slice(0, 10));
    expect(sandbox?.days.at(-1)).toMatchObject({ connected: 1, active: 1 });
    expect(sandbox?.days.at(-2)).toMatchObject({ connected: 0, active: 0 });
  });

  it('are of one environment where one is asked for', async () => {
    const [only, ...others] = await readDays(web.db, viewer, { days: 90, environment: 'sandbox' });
    expect([only?.environment, only?.days.length, others]).toEqual(['sandbox', 90, []]);
  });
});
