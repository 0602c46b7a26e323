import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '#lib/db/client';
import { withClient } from '#scripts/db/roles';
import { createTestDatabase, type TestDatabase } from '#test/database/test-database';
import { listOpenAlarms } from './staff-alarms';
import { countByStatus } from './staff-counts';
import { findStaffConnection } from './staff-detail';
import { parseStaffFilter, type SearchParams } from './staff-filter';
import { listStaffConnections, type StaffListPage } from './staff-list';
import { ada, fillStaffList } from './testing/staff-list-rows';

let database: TestDatabase;
let web: Database;

const viewer = { role: 'viewer' } as const;

beforeAll(async () => {
  database = await createTestDatabase();
  web = openDatabase(database.webUrl, { max: 4, applicationName: 'test' });
  await fillStaffList(database.ownerUrl);
});
afterAll(async () => {
  await web.close();
  await database.drop();
});

const WAITING = `SELECT 1 FROM pg_stat_activity WHERE datname = $1 AND wait_event_type = 'Lock'`;

const list = (params: SearchParams, pageSize?: number) =>
  listStaffConnections(web.db, viewer, parseStaffFilter(params), pageSize);
const profileIds = (page: StaffListPage) => page.rows.map((row) => row.profileId).sort();

describe('the staff’s list of connections', () => {
  it.each([
    ['part of a customer’s name in any case', 'aDA LOVE', ['22', '9007199254740993123']],
    ['a name with accents in any case', 'émilie', ['33']],
    ['an email address', 'ADA@example', ['22', '9007199254740993123']],
    ['a profile’s name', 'ada gmbh', ['9007199254740993123']],
    ['part of a 19-digit profile id', '740993123', ['9007199254740993123']],
    ['a customer’s subject', 'sub|ada', ['22', '9007199254740993123']],
    ['the customer’s own id', ada.id.toUpperCase(), ['22', '9007199254740993123']],
    ['a percent sign as itself', '0%', ['33']],
    ['an underscore as itself', 'e_d', ['33']],
    ['a backslash as itself', 'a_b\\', ['33']],
    ['one letter of a customer’s name', 'É', ['33']],
    ['two letters of a profile’s name', 'GM', ['9007199254740993123']],
    ['two signs of a customer’s subject', '|a', ['22', '9007199254740993123']],
    ['nobody across the end of one field and the start of the next', 'lovelace ada', []],
    ['nobody for a lone wildcard', '%%', []],
    ['nobody for three of them', '%_%', []],
    ['nobody for SQL', "' OR 1=1 --", []],
  ])('finds %s', async (_, q, expected) => {
    expect(profileIds(await list({ q }))).toEqual(expected);
  });

  it('finds a connection by its own id', async () => {
    const [row] = (await list({ q: 'ada gmbh' })).rows;
    expect(profileIds(await list({ q: row?.id ?? '' }))).toEqual(['9007199254740993123']);
  });

  // the text that is searched is kept by triggers: web may write customers and no connections
  it('finds a customer by what is known of them now, and no more by what was', async () => {
    const { id } = await web.db.customer.create({
      data: { name: 'Grace Hopper', email: 'grace@navy.example' },
    });
    const account = { issuer: 'https://id.example', providerAccountId: 'hopper-9', type: 'oidc' };
    await withClient(database.ownerUrl, (owner) =>
      owner.query(
        `INSERT INTO connections (customer_id, environment, client_id, wise_user_id, profile_id, profile_type,
           profile_name, status) VALUES ($1, 'sandbox', 'client', '8', '5500', 'personal', 'Grace', 'active')`,
        [id],
      ),
    );
    const found = async (q: string) => profileIds(await list({ q }));
    await web.db.customerAccount.create({ data: { ...account, provider: 'customer-oidc', userId: id } });
    expect(await found('hopper-9')).toEqual(['5500']);
    await web.db.customer.update({
      where: { id },
      data: { name: 'Grace Murray', email: 'Grace@Yale.example' },
    });
    expect([await found('MURRAY'), await found('grace@yale')]).toEqual([['5500'], ['5500']]);
    expect([await found('grace hopper'), await found('navy')]).toEqual([[], []]);
    await withClient(database.ownerUrl, (owner) =>
      owner.query(`UPDATE connections SET profile_name = 'Amazing Ltd' WHERE profile_id = '5500'`),
    );
    expect(await found('amazing')).toEqual(['5500']);
    await web.db.customerAccount.deleteMany({ where: { userId: id } });
    expect(await found('hopper-9')).toEqual([]);
    await withClient(database.ownerUrl, (owner) =>
      owner.query(`DELETE FROM connections WHERE profile_id = '5500'`),
    );
  });

  it('finds a connection that was made while its customer was being renamed', async () => {
    const { id } = await web.db.customer.create({ data: { name: 'Before', email: 'rename@example.com' } });
    await withClient(database.ownerUrl, (renaming) =>
      withClient(database.ownerUrl, async (making) => {
        await renaming.query('BEGIN');
        await renaming.query(`UPDATE customers SET name = 'Afterwards' WHERE id = $1`, [id]);
        const made = making.query(
          `INSERT INTO connections (customer_id, environment, client_id, wise_user_id, profile_id, profile_type,
             profile_name, status) VALUES ($1, 'sandbox', 'client', '9', '6600', 'personal', 'One', 'active')`,
          [id],
        );
        await expect
          .poll(async () => (await renaming.query(WAITING, [database.ownerUrl.split('/').at(-1)])).rowCount, {
            timeout: 20_000,
          })
          .toBe(1);
        await renaming.query('COMMIT');
        await made;
        expect(profileIds(await list({ q: 'afterwards' }))).toEqual(['6600']);
        expect(profileIds(await list({ q: 'before' }))).toEqual([]);
        await making.query(`DELETE FROM connections WHERE profile_id = '6600'`);
      }),
    );
  });

  it('filters by status and environment together with the search', async () => {
    expect(profileIds(await list({ status: 'needs_reconnect' }))).toEqual(['22']);
    expect(profileIds(await list({ q: 'ada', environment: 'production' }))).toEqual(['9007199254740993123']);
    expect(profileIds(await list({ q: 'ada', environment: 'sandbox', status: 'active' }))).toEqual([]);
  });

  it('counts every status under the same search, whatever status is chosen', async () => {
    const count = (params: SearchParams) => countByStatus(web.db, viewer, parseStaffFilter(params));
    expect(await count({})).toEqual({ all: 12, active: 10, needs_reconnect: 1, disconnected: 1 });
    expect(await count({ q: 'ada', status: 'disconnected' })).toEqual({
      all: 2,
      active: 1,
      needs_reconnect: 1,
      disconnected: 0,
    });
  });

  it('pages forwards and back over rows of the same moment without repeating or losing one', async () => {
    const seen: string[] = [];
    let page = await list({}, 5);
    expect(page.newer).toBeUndefined();
    const first = page.rows.map((row) => row.id);
    for (;;) {
      seen.push(...page.rows.map((row) => row.id));
      if (page.older === undefined) break;
      const next = { direction: 'after', cursor: page.older } as const;
      page = await listStaffConnections(web.db, viewer, { ...parseStaffFilter({}), position: next }, 5);
    }
    expect(seen).toHaveLength(12);
    expect(new Set(seen).size).toBe(12);

    const back: string[][] = [];
    while (page.newer !== undefined) {
      const previous = { direction: 'before', cursor: page.newer } as const;
      page = await listStaffConnections(web.db, viewer, { ...parseStaffFilter({}), position: previous }, 5);
      back.push(page.rows.map((row) => row.id));
    }
    expect(back.at(-1)).toEqual(first);
    expect(back.at(0)).toEqual(seen.slice(5, 10));
  });
});

describe('one connection for the staff', () => {
  it('shows every fact, ids as the strings they are, and how the customer signs in', async () => {
    const [row] = (await list({ q: 'ada gmbh' })).rows;
    expect(await findStaffConnection(web.db, viewer, row?.id ?? '')).toMatchObject({
      profileId: '9007199254740993123',
      wiseUserId: '7',
      profileType: 'business',
      status: 'active',
      frozenAt: null,
      tokenMayWork: false,
      customer: { id: ada.id, accounts: [{ issuer: 'https://id.example', subject: 'Sub|ADA_1' }] },
    });
  });

  it('says by the database clock that a token already handed out may still work', async () => {
    const [row] = (await list({ status: 'disconnected' })).rows;
    expect(await findStaffConnection(web.db, viewer, row?.id ?? '')).toMatchObject({
      endResult: 'unconfirmed',
      tokenMayWork: true,
    });
  });

  it.each([randomUUID(), '1', "x' OR true", ''])('knows no connection %j', async (id) => {
    expect(await findStaffConnection(web.db, viewer, id)).toBeUndefined();
  });

  it('has no field that could hold a token, and the role behind it cannot read one', async () => {
    const [row] = (await list({ q: 'ada gmbh' })).rows;
    const detail = await findStaffConnection(web.db, viewer, row?.id ?? '');
    const names = [
      ...Object.keys(row ?? {}),
      ...Object.keys(detail ?? {}),
      ...Object.keys(detail?.customer ?? {}),
    ];
    expect(names.filter((name) => /access|refresh|secret|hash|key/i.test(name))).toEqual([]);
    await expect(web.db.grant.findMany()).rejects.toThrow(/denied/);
  });
});

describe('alarms for the staff', () => {
  it('shows the open ones, oldest first, with words, and an unknown code with words too', async () => {
    await withClient(database.ownerUrl, (owner) =>
      owner.query(`INSERT INTO alarms (code, environment, raised_at, cleared_at) VALUES
        ('constructor', NULL, '2026-11-03', NULL), ('wise_client_refused', 'sandbox', '2026-11-02', NULL),
        ('record_refused', NULL, '2026-11-01', now())`),
    );
    const alarms = await listOpenAlarms(web.db, viewer);
    expect(alarms.map(({ title, environment }) => ({ title, environment }))).toEqual([
      { title: 'Wise rejected our client credentials', environment: 'sandbox' },
      { title: 'An alarm without a description', environment: null },
    ]);
  });
});
