import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reasonOf } from '#lib/contract/standings';
import { type Database, openDatabase } from '#lib/db/client';
import { withClient } from '#scripts/db/roles';
import { createTestDatabase, type TestDatabase } from '#test/database/test-database';
import { countByStatus } from './staff-counts';
import { parseStaffFilter, type SearchParams } from './staff-filter';
import { listStaffConnections, type StaffListPage } from './staff-list';
import { STAFF_SORTS } from './staff-list-choices';
import { fillStaffList, OLGA } from './testing/staff-list-rows';

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

const list = (params: SearchParams, pageSize?: number) =>
  listStaffConnections(web.db, viewer, parseStaffFilter(params), pageSize);
const profileIds = (page: StaffListPage) => page.rows.map((row) => row.profileId).sort();

describe('the filters and orders of the staff’s list', () => {
  it.each<[string, SearchParams, string[]]>([
    ['a reason', { reason: 'replaced' }, ['22']],
    ['a type of profile', { profile: 'business' }, ['9007199254740993123']],
    ['money that can move', { money: 'yes' }, ['33', '9007199254740993123']],
    ['money that cannot', { money: 'no' }, ['22']],
    ['a profile that is not the customer’s own', { match: 'mismatch' }, ['22']],
    ['profiles that nobody could compare', { match: 'unknown' }, []],
    ['an owner', { owner: OLGA }, ['33']],
    ['no owner, with a search', { owner: 'none', q: 'ada' }, ['22', '9007199254740993123']],
    ['a note, once for two', { note: 'yes' }, ['22']],
    ['an owner and a reason that nobody has together', { owner: OLGA, reason: 'replaced' }, []],
    ['the last moment of a day in UTC', { used_from: '2026-11-20', used_to: '2026-11-20' }, ['22']],
    ['uses by keys alone, up to a day', { used_to: '2026-11-22' }, ['22', '33']],
    [
      'a day of connecting',
      { connected_from: '2026-11-01', connected_to: '2026-11-01', q: '44000' },
      ['44000'],
    ],
    ['nobody of the day before', { connected_to: '2026-10-31' }, []],
  ])('filters by %s, and counts the same', async (_, params, expected) => {
    expect(profileIds(await list(params))).toEqual(expected);
    const { all } = await countByStatus(web.db, viewer, parseStaffFilter(params));
    expect(all).toBe(expected.length);
  });

  it('calls unused what has been there for 90 days and was not used in them', async () => {
    const since = (interval: string) =>
      withClient(database.ownerUrl, (owner) =>
        owner.query(`UPDATE connections SET created_at = now() - $1::interval WHERE profile_id = '22'`, [
          interval,
        ]),
      );
    expect(profileIds(await list({ unused: 'yes' }))).toEqual([]);
    await since('91 days');
    // used in November, which is less than 90 days ago only until February
    const used = `UPDATE connection_last_use SET used_at = now() - $1::interval
      WHERE connection_id = (SELECT id FROM connections WHERE profile_id = '22')`;
    await withClient(database.ownerUrl, (owner) => owner.query(used, ['89 days']));
    expect(profileIds(await list({ unused: 'yes' }))).toEqual([]);
    await withClient(database.ownerUrl, (owner) => owner.query(used, ['91 days']));
    expect(profileIds(await list({ unused: 'yes' }))).toEqual(['22']);
    await since('0');
    await withClient(database.ownerUrl, (owner) =>
      owner.query(
        used.replace('now() - $1::interval', `'2026-11-20T23:59:59Z'::timestamptz + $1::interval`),
        ['0'],
      ),
    );
  });

  it.each(STAFF_SORTS)('pages by %s there and back, each connection once', async (sort) => {
    const there: string[] = [];
    let page = await list({ sort }, 5);
    for (;;) {
      there.push(...page.rows.map((row) => row.id));
      if (page.older === undefined) break;
      const position = { direction: 'after', cursor: page.older } as const;
      page = await listStaffConnections(web.db, viewer, { ...parseStaffFilter({ sort }), position }, 5);
    }
    expect(new Set(there).size).toBe(12);
    expect(there).toHaveLength(12);
    const position = { direction: 'before', cursor: page.newer ?? { at: new Date(0), id: OLGA } } as const;
    const back = await listStaffConnections(web.db, viewer, { ...parseStaffFilter({ sort }), position }, 5);
    expect(back.rows.map((row) => row.id)).toEqual(there.slice(5, 10));
    const opposite = sort.endsWith('newest')
      ? sort.replace('newest', 'oldest')
      : sort.replace('oldest', 'newest');
    if (sort === 'oldest') return;
    expect((await list({ sort: opposite })).rows.map((row) => row.id)).toEqual(there.toReversed());
  });

  it('sorts by last use with those that were never used at the old end, and says when and whose', async () => {
    const rows = (await list({ sort: 'used_newest' })).rows;
    expect(
      rows.slice(0, 2).map(({ profileId, lastUsedAt }) => [profileId, lastUsedAt?.toISOString()]),
    ).toEqual([
      ['33', '2026-11-21T00:00:00.000Z'],
      ['22', '2026-11-20T23:59:59.000Z'],
    ]);
    expect(rows.slice(2).every(({ lastUsedAt }) => lastUsedAt === null)).toBe(true);
    expect(rows[0]).toMatchObject({ owner: { id: OLGA, name: 'Olga' }, hasNote: false });
    expect(rows[1]).toMatchObject({ owner: null, hasNote: true });
  });

  it('knows in SQL what keeps money from moving as the contract does', async () => {
    const facts = ['state', 'verification', 'cdd', 'kyc'] as const;
    const values = [
      'active',
      'visible',
      'hidden',
      'deactivated',
      'withdraw_only',
      'view_only',
      'verified',
      'passed',
      'not_verified',
      'waiting_customer_input',
      'passed_with_requirements',
      'constructor',
      '',
    ];
    for (const fact of facts)
      for (const value of values) {
        const [row] = await web.db.$queryRaw<{ restricts: boolean }[]>`
          SELECT public.standing_restricts(${fact}, ${value}) AS restricts`;
        const reason = reasonOf({ subject: 'profile', fact, value });
        expect({ fact, value, restricts: row?.restricts }).toEqual({
          fact,
          value,
          restricts: reason !== undefined,
        });
      }
  });
});
