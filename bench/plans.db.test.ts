import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Database, openDatabase } from '#lib/db/client';
import { inDatabase } from '#scripts/db/roles';
import { fillConnections } from '#test/database/many-connections';
import { collectPlans, explainAll } from '#test/database/plans';
import type { VaultContext } from '#vault/runtime/context';
import { Harness } from '#vault/testing/harness';
import { parseStaffFilter } from '#web/connections/staff-filter';
import { listStaffConnections, readStaffList } from '#web/connections/staff-list';
import { SCANNED } from '#web/connections/staff-scan';
import type { Reader, SearchReader } from '#web/connections/staff-search';
import { type Act, type Place, staffActs, vaultActs, webActs } from './pages-and-loops';

/** Enough that reading a table from end to end is never the cheaper way. */
const COUNT = 100_000;

const ADMIN = { role: 'admin' } as const;

let harness: Harness;
let web: Database;
let vault: VaultContext;
let place: Place;
let plans: ReturnType<typeof collectPlans>[];

beforeAll(async () => {
  harness = await Harness.start();
  const { superUrl } = inject('testCluster');
  const database = new URL(harness.database.ownerUrl).pathname.slice(1);
  const settings = {
    superUrl: inDatabase(superUrl, database),
    count: COUNT,
    clientId: 'acme-bank',
    keyId: 'k1',
  };
  await fillConnections(settings);
  await explainAll(settings.superUrl, database, { roles: ['connect_web', 'connect_vault'], analyse: true });
  const { rows } = await harness.owner.query<Place>(
    `SELECT id AS "connectionId", customer_id AS "customerId", created_at AS "createdAt", $1::int AS count
     FROM connections ORDER BY created_at DESC OFFSET $1::int / 2 LIMIT 1`,
    [COUNT],
  );
  const [middle] = rows;
  if (middle === undefined) throw new Error('nothing was filled');
  place = middle;
  web = openDatabase(harness.database.webUrl, { applicationName: 'test-web', max: 4 });
  vault = harness.vault();
  plans = [collectPlans(web.pool), collectPlans(vault.database.pool)];
}, 600_000);
afterAll(async () => {
  await web.close();
  await harness.close();
});

/** What an act read that it should not have: whole tables, or more rows than it may. */
async function excessesOf({ run, mayRead }: Act): Promise<string[]> {
  for (const each of plans) each.take();
  await run();
  const ran = plans.flatMap((each) => each.take());
  expect(ran.length).toBeGreaterThan(0);
  return ran.flatMap(({ text, scannedWhole, rowsRead }) => [
    ...scannedWhole.filter((table) => BIG.includes(table)).map((table) => `reads all of ${table}: ${text}`),
    ...(rowsRead > mayRead ? [`looks at ${rowsRead} rows: ${text}`] : []),
  ]);
}

/** Tables that grow with the customers or with time. */
const BIG = [
  'customers',
  'customer_accounts',
  'customer_sessions',
  'connections',
  'connect_attempts',
  'exchanges',
  'grants',
  'ring_key_use',
  'refresh_outcomes',
  'notices',
  'audit_entries',
  'audit_seals',
  'access_use',
  'connection_last_use',
  'connection_follow_up',
  'connection_notes',
  'webhook_events',
  'wise_standings',
];

/** A server whose index never answers in time, however fast the machine is: PostgreSQL itself breaks the search off. */
function withSlowIndex(db: SearchReader): SearchReader {
  return {
    $queryRaw: db.$queryRaw.bind(db),
    $transaction: (act) =>
      db.$transaction((tx) => {
        const first = async (...asked: Parameters<Reader['$queryRaw']>) => {
          const answer = await tx.$queryRaw(...asked);
          await tx.$queryRaw`SELECT set_config('statement_timeout', '1ms', true)`;
          return answer;
        };
        return act({ $queryRaw: first as Reader['$queryRaw'] });
      }),
  };
}

describe(`with ${COUNT} connections no page and no loop grows with them`, () => {
  it('the staff’s pages', async () => {
    for (const act of staffActs(web, place))
      expect({ [act.name]: await excessesOf(act) }).toEqual({ [act.name]: [] });
  });

  it('a search that would grow is answered with what it found, says so, and goes on from there', async () => {
    const filter = parseStaffFilter({ q: 'example person' });
    const reader = withSlowIndex(web.db);
    let { page } = await readStaffList(reader, ADMIN, filter);
    expect(page).toMatchObject({ rows: [], isPartial: true });
    let turns = 1;
    for (; page.older !== undefined; turns += 1) {
      page = await listStaffConnections(reader, ADMIN, {
        ...filter,
        position: { direction: 'after', cursor: page.older },
      });
    }
    // to the end of the list, which is no longer a part of it
    expect(page.isPartial).toBeUndefined();
    expect(turns).toBe(COUNT / SCANNED + 1);
  });

  it('a search finds what is far down the list', async () => {
    const { page, counts } = await readStaffList(web.db, ADMIN, parseStaffFilter({ q: 'person99990@mail' }));
    expect(page.rows.map((row) => row.profileId)).toEqual(['14099990']);
    expect(page.isPartial).toBeUndefined();
    expect(counts).toEqual({ active: 1, needs_reconnect: 0, disconnected: 0, all: 1 });
  });

  it('counts are exact up to a bound, and say where they are not', async () => {
    const { counts } = await readStaffList(web.db, ADMIN, parseStaffFilter({}));
    expect(counts).toEqual({
      active: 10_000,
      needs_reconnect: 4_000,
      disconnected: 1_000,
      all: 10_000,
      atLeast: ['all', 'active'],
    });
  });

  it('the customer’s pages and web’s loops', async () => {
    for (const act of webActs(web, place))
      expect({ [act.name]: await excessesOf(act) }).toEqual({ [act.name]: [] });
  });

  it('the partner API and the vault’s loops', async () => {
    for (const act of vaultActs(vault, place)) {
      // pg keeps a plan after the fifth time, which knows none of the values
      for (let time = 0; time < 7; time += 1) {
        expect({ [act.name]: await excessesOf(act) }).toEqual({ [act.name]: [] });
      }
    }
  });
});
