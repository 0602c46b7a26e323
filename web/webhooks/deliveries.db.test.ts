import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '#lib/db/client';
import { withClient } from '#scripts/db/roles';
import { createTestDatabase, type TestDatabase } from '#test/database/test-database';
import { deliveriesHref, listDeliveries, parseDeliveryFilter } from './deliveries';

let database: TestDatabase;
let web: Database;
const viewer = { role: 'viewer' } as const;

beforeAll(async () => {
  database = await createTestDatabase();
  web = openDatabase(database.webUrl, { max: 2, applicationName: 'test' });
  await withClient(database.ownerUrl, async (owner) => {
    for (let index = 0; index < 7; index += 1) {
      await owner.query(
        `INSERT INTO vault.webhook_events (environment, digest, body, is_test, position, event_type, outcome)
         VALUES ($1, $2, 'personal data', false, $3, $4, $5)`,
        [
          index % 2 === 0 ? 'sandbox' : 'production',
          randomBytes(32),
          index + 1,
          index < 5 ? 'users#state-change' : 'transfers#state-change',
          index < 2 ? 'applied' : 'kept',
        ],
      );
    }
  });
});
afterAll(async () => {
  await web.close();
  await database.drop();
});

const list = (query: Record<string, string> = {}, size?: number) =>
  listDeliveries(web.db, viewer, parseDeliveryFilter(query), size);

describe('the staff’s list of deliveries', () => {
  it('is read by pages, newest first, each row once', async () => {
    const seen: string[] = [];
    for (let before: string | undefined = ''; before !== undefined; ) {
      const page: Awaited<ReturnType<typeof list>> = await list(before === '' ? {} : { before }, 3);
      seen.push(...page.rows.map(({ id }) => id));
      before = page.older;
    }
    expect(seen).toHaveLength(7);
    expect(seen).toEqual(seen.toSorted((a, b) => Number(b) - Number(a)));
  });

  it.each([
    [{ environment: 'production' }, 3],
    [{ type: 'users#state-change' }, 5],
    [{ outcome: 'applied' }, 2],
    [{ outcome: 'kept' }, 5],
    [{ outcome: 'applied', environment: 'sandbox' }, 1],
    [{ outcome: 'failed' }, 0],
    [{ outcome: 'nonsense', type: "' OR 1=1", environment: 'x', before: 'y' }, 7],
  ])('narrowed by %o it has %i', async (query, count) => {
    expect((await list(query)).rows).toHaveLength(count);
  });

  it('has no body, and web can reach none', async () => {
    expect(JSON.stringify((await list()).rows)).not.toContain('personal data');
    await expect(web.pool.query('SELECT body FROM vault.webhook_events')).rejects.toThrow(
      'permission denied',
    );
    await expect(web.pool.query('SELECT body FROM public.webhook_deliveries')).rejects.toThrow(
      'does not exist',
    );
    await expect(web.pool.query("UPDATE public.wise_standings SET value = 'active'")).rejects.toThrow(
      'permission denied',
    );
  });

  it('its address is the whole state', () => {
    const filter = parseDeliveryFilter({ environment: 'sandbox', type: 'a#b', outcome: 'kept', before: '5' });
    const { searchParams } = new URL(deliveriesHref(filter), 'http://x');
    expect(parseDeliveryFilter(Object.fromEntries(searchParams))).toEqual(filter);
  });
});
