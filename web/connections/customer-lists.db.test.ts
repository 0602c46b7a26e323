import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '#lib/db/client';
import type { Cursor } from '#lib/text/cursor';
import { withClient } from '#scripts/db/roles';
import { createTestDatabase, type TestDatabase } from '#test/database/test-database';
import {
  type ConnectionPage,
  listEndedConnections,
  listLostConnections,
  listOpenConnections,
} from './customer-lists';

let database: TestDatabase;
let web: Database;

const [customerId, strangerId] = [randomUUID(), randomUUID()];
const COUNT = 57;

/** Connections 1…COUNT of a customer; `values` is SQL over `n`. Every ten of them share a moment. */
const add = (
  owner: string,
  values: { status: string; reason: string; endedAt: string; frozenAt?: string },
) => `
  INSERT INTO connections (customer_id, environment, client_id, wise_user_id, profile_id, profile_type, profile_name,
    status, reason, created_at, disconnected_at, frozen_at)
  SELECT '${owner}', 'production', 'client', '7', '${values.status}-' || n, 'personal', 'Somebody',
    '${values.status}', ${values.reason}, timestamptz '2026-01-01' + (n / 10) * interval '1 day',
    ${values.endedAt}, ${values.frozenAt ?? 'NULL'} FROM generate_series(1, ${COUNT}) n`;

beforeAll(async () => {
  database = await createTestDatabase();
  web = openDatabase(database.webUrl, { max: 4, applicationName: 'test' });
  await withClient(database.ownerUrl, async (owner) => {
    for (const id of [customerId, strangerId]) {
      await owner.query('INSERT INTO customers (id, email) VALUES ($1, $2)', [id, `${id}@example.com`]);
      await owner.query(add(id, { status: 'active', reason: 'NULL', endedAt: 'NULL' }));
      await owner.query(
        add(id, {
          status: 'disconnected',
          reason: "'customer'",
          endedAt: "timestamptz '2026-02-01' + (n / 10) * interval '1 day'",
        }),
      );
      await owner.query(
        add(id, {
          status: 'needs_reconnect',
          reason: "'lost_at_wise'",
          endedAt: 'NULL',
          frozenAt: 'CASE WHEN n > 3 THEN now() END',
        }),
      );
    }
  });
});
afterAll(async () => {
  await web.close();
  await database.drop();
});

/** Every row of all pages in turn. */
async function all(read: (before: Cursor | undefined) => Promise<ConnectionPage>) {
  const seen: ConnectionPage['connections'] = [];
  let before: Cursor | undefined;
  do {
    const page = await read(before);
    seen.push(...page.connections);
    before = page.older;
  } while (before !== undefined);
  return seen;
}

describe('a customer’s connections by the page', () => {
  it('that live are all there once, newest first, whatever the size of a page', async () => {
    for (const size of [7, 57, 2 * COUNT]) {
      const seen = await all((before) => listOpenConnections(web.db, { customerId, size, before }));
      expect(seen).toHaveLength(2 * COUNT);
      expect(new Set(seen.map(({ id }) => id)).size).toBe(2 * COUNT);
      expect(seen.some(({ status }) => status === 'disconnected')).toBe(false);
      const times = seen.map(({ createdAt }) => createdAt.getTime());
      expect(times).toEqual(times.toSorted((a, b) => b - a));
    }
  });

  it('that are over are all there once, by when they ended, and counted on every page', async () => {
    for (const size of [10, COUNT]) {
      const totals = new Set<number>();
      const seen = await all(async (before) => {
        const page = await listEndedConnections(web.db, { customerId, size, before });
        totals.add(page.total);
        return page;
      });
      expect([...totals]).toEqual([COUNT]);
      expect(new Set(seen.map(({ id }) => id)).size).toBe(COUNT);
      expect(seen).toHaveLength(COUNT);
      const times = seen.map(({ disconnectedAt }) => disconnectedAt?.getTime() ?? 0);
      expect(times).toEqual(times.toSorted((a, b) => b - a));
    }
  });

  it('to be connected again are those of this environment that are not frozen', async () => {
    const lost = await listLostConnections(web.db, { customerId, environment: 'production' });
    expect(lost.map(({ profileId }) => profileId).sort()).toEqual([
      'needs_reconnect-1',
      'needs_reconnect-2',
      'needs_reconnect-3',
    ]);
    expect(await listLostConnections(web.db, { customerId, environment: 'sandbox' })).toEqual([]);
  });
});
