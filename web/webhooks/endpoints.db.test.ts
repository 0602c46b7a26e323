import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '#lib/db/client';
import { Prisma } from '#lib/db/generated/client';
import { withClient } from '#scripts/db/roles';
import { createTestDatabase, type TestDatabase } from '#test/database/test-database';
import { findEndpoint, listEndpoints } from './endpoints';
import { listEventDeliveries, parseEventLogFilter } from './event-deliveries';

let database: TestDatabase;
let web: Database;
let id: string;
const viewer = { role: 'viewer' } as const;
/** Of the log: the first ones were delivered, then ten were given up, the last ones wait. */
const ROWS = 3_000;

beforeAll(async () => {
  database = await createTestDatabase();
  web = openDatabase(database.webUrl, { max: 2, applicationName: 'test' });
  await withClient(database.ownerUrl, async (owner) => {
    const { rows } = await owner.query(
      `INSERT INTO vault.event_endpoints (environment, url, description, last_delivered_at, created_at)
       VALUES ('sandbox', 'https://hooks.example/a?key=hush', 'Ledger', now(), now() - interval '1 hour'),
         ('production', 'https://hooks.example/b', '', NULL, now())
       RETURNING id`,
    );
    id = String(rows[0]?.id);
    await owner.query(
      `INSERT INTO vault.events (type, connection_id, environment, position)
       SELECT 'connection.frozen', gen_random_uuid(), 'sandbox', n FROM generate_series(1, $1::int) AS n`,
      [ROWS],
    );
    await owner.query(
      `INSERT INTO vault.event_deliveries (endpoint_id, position, sequence, type, line, state, tries, last_status)
       SELECT $1, position, sequence, type, connection_id,
         CASE WHEN position <= $2::int - 20 THEN 'delivered' WHEN position <= $2::int - 10 THEN 'given_up' ELSE 'waiting' END, 1, 503
       FROM vault.events`,
      [id, ROWS],
    );
    await owner.query('ANALYZE');
  });
});
afterAll(async () => {
  await web.close();
  await database.drop();
});

const set = (columns: string) =>
  withClient(database.ownerUrl, (owner) =>
    owner.query(`UPDATE vault.event_endpoints SET ${columns} WHERE id = $1`, [id]),
  );
const list = (query: Record<string, string> = {}, size?: number) =>
  listEventDeliveries(web.db, viewer, id, parseEventLogFilter(query), size);

describe('the staff’s list of endpoints', () => {
  it('says how each is, by environment, without what stands behind a question mark', async () => {
    const [first, ...others] = await listEndpoints(web.db, viewer, undefined);
    expect(others).toHaveLength(1);
    expect(first).toMatchObject({
      ...{ id, address: 'https://hooks.example/a?…', description: 'Ledger', state: 'enabled', since: null },
      ...{ waiting: 10, givenUp: 10, missed: 0, restsUntil: null },
    });
    expect(JSON.stringify(first)).not.toContain('hush');
    expect(await listEndpoints(web.db, viewer, 'production')).toMatchObject([
      { state: 'enabled', waiting: 0 },
    ]);
    expect(await findEndpoint(web.db, viewer, 'x')).toBeUndefined();
  });

  it.each([
    [`failures = 2, failing_since = now()`, 'failing'],
    [`disabled_at = now(), disabled_reason = 'gone'`, 'gone'],
    [`disabled_at = now(), disabled_reason = 'asked'`, 'stopped_by_partner'],
    [`disabled_at = now(), disabled_reason = 'staff', disabled_after = ${ROWS - 7}`, 'stopped_by_staff'],
  ])('with %s it is %s, since then', async (columns, state) => {
    await set(columns);
    expect(await findEndpoint(web.db, viewer, id)).toMatchObject({ state, since: expect.any(Date) });
  });

  it('counts what one that is disabled missed, of the types that it wants', async () => {
    expect(await findEndpoint(web.db, viewer, id)).toMatchObject({ missed: 7 });
    await set(`types = '{connection.connected}'`);
    expect(await findEndpoint(web.db, viewer, id)).toMatchObject({ missed: 0 });
  });

  it('is all that web can read of them', async () => {
    for (const table of ['event_endpoints', 'event_secrets', 'event_deliveries', 'events'])
      await expect(web.pool.query(`SELECT 1 FROM vault.${table}`)).rejects.toThrow('permission denied');
  });
});

describe('the log of an endpoint', () => {
  it('is read by pages, newest first, each row once', async () => {
    const seen: string[] = [];
    for (let before: string | undefined; seen.length < ROWS; ) {
      const page: Awaited<ReturnType<typeof list>> = await list(
        before === undefined ? {} : { before },
        1_000,
      );
      seen.push(...page.rows.map(({ position }) => position));
      before = page.older;
    }
    expect(seen).toEqual(Array.from({ length: ROWS }, (_, at) => String(ROWS - at)));
    expect((await list({ before: '1' })).older).toBeUndefined();
  });

  it.each([
    [{ state: 'waiting' }, 10],
    [{ state: 'given_up' }, 10],
    [{ state: 'given_up', before: String(ROWS - 15) }, 4],
    [{ state: 'x', before: "' OR 1=1" }, 50],
  ])('narrowed by %o it has %i', async (query, count) => {
    expect((await list(query)).rows).toHaveLength(count);
  });

  it.each([
    [{}, 'event_deliveries_pkey'],
    [{ state: 'waiting' }, 'event_deliveries_waiting'],
    [{ state: 'given_up' }, 'event_deliveries_given_up'],
  ])('narrowed by %o it is read by the index %s, however long it is', async (query, index) => {
    const plans: string[] = [];
    const explaining = {
      $queryRaw: async (strings: TemplateStringsArray, ...values: unknown[]) => {
        const lines = await web.db.$queryRaw<{ 'QUERY PLAN': string }[]>(
          Prisma.sql`EXPLAIN ${Prisma.sql(strings, ...values)}`,
        );
        plans.push(lines.map((line) => line['QUERY PLAN']).join('\n'));
        return [];
      },
    };
    const reader = explaining as unknown as Parameters<typeof listEventDeliveries>[0];
    await listEventDeliveries(reader, viewer, id, parseEventLogFilter({ ...query, before: String(ROWS) }));
    expect(plans).toHaveLength(1);
    expect(plans[0]).toContain(`Index Scan Backward using ${index}`);
    expect(plans[0]).not.toContain('Seq Scan');
  });
});
