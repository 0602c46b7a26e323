import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { applicationId } from '#lib/contract/application-id';
import { type Database, openDatabase } from '#lib/db/client';
import { MADE_BY_KEY, makeUses } from '#test/database/access-records';
import { createTestDatabase, type TestDatabase } from '#test/database/test-database';
import { readExposure } from './exposure';
import type { ExposureFilter } from './exposure-filter';
import { listStaffUses, readConnectionUse, summariseUses } from './uses';

let test: TestDatabase;
let owner: pg.Pool;
let web: Database;

beforeAll(async () => {
  test = await createTestDatabase();
  owner = new pg.Pool({ connectionString: test.ownerUrl, max: 2 });
  web = openDatabase(test.webUrl, { applicationName: 'test-web', max: 2 });
  await owner.query(
    `INSERT INTO vault.api_keys (id, name, hash, revoked_at) VALUES
       ('0123456789abcdef', 'Core banking', sha256('a'), NULL), ('fedcba9876543210', 'Old batch', sha256('b'), now())`,
  );
});
beforeEach(async () => {
  await owner.query('DELETE FROM vault.access_records; DELETE FROM vault.access_use');
});
afterAll(async () => {
  await Promise.all([web.close(), owner.end()]);
  await test.drop();
});

const connection = () => ({ id: randomUUID(), createdAt: new Date() });
const CORE = MADE_BY_KEY;

const { used, rollUp } = makeUses(() => owner);

describe('who used a connection, and when', () => {
  it('is shown at once, and stays the same when it is counted', async () => {
    const [mine, other] = [connection(), connection()];
    await used(mine.id, 0, 3);
    await used(mine.id, 1, 2, 'fedcba9876543210', 'call');
    await used(other.id, 0, 1);
    const look = async () => ({
      use: await readConnectionUse(web.db, mine),
      sums: [mine, other].map(await summariseUses(web.db, [mine, other])),
      staff: await listStaffUses(web.db, { role: 'viewer' }, mine.id),
    });
    const before = await look();
    expect(before.use).toMatchObject({ count: 5, isNew: true, withinDays: 30 });
    expect(before.use.days.map(({ count }) => count)).toEqual([3, 2]);
    expect(before.use.lastAt).toEqual(before.use.days[0]?.lastAt);
    expect(before.sums.map(({ count }) => count)).toEqual([5, 1]);
    expect(before.staff.uses).toMatchObject([
      { count: 3, purpose: 'token', key: { id: CORE, name: 'Core banking', isRevoked: false } },
      { count: 2, purpose: 'call', key: { name: 'Old batch', isRevoked: true } },
    ]);
    await rollUp();
    expect(await look()).toEqual(before);
    await used(mine.id, 0, 3);
    expect((await look()).use.days[0]?.count).toBe(6);
  });

  it('looks back 30 days, today among them', async () => {
    const mine = { id: randomUUID(), createdAt: new Date(Date.now() - 90 * 86_400_000) };
    await used(mine.id, 30, 1);
    expect(await readConnectionUse(web.db, mine)).toMatchObject({
      count: 0,
      isNew: false,
      lastAt: undefined,
    });
    await used(mine.id, 29, 1);
    expect(await readConnectionUse(web.db, mine)).toMatchObject({ count: 1 });
  });

  it('counts for the customer what the partner did: not their own check, nor what the vault does by itself', async () => {
    const mine = connection();
    await used(mine.id, 0, 2, '', 'check');
    expect(await readConnectionUse(web.db, mine)).toMatchObject({ count: 0, days: [] });
    const { uses } = await listStaffUses(web.db, { role: 'viewer' }, mine.id);
    expect(uses).toMatchObject([{ count: 2, key: null, purpose: 'check' }]);
  });

  it('names no key to the customer', async () => {
    const mine = connection();
    await used(mine.id, 0, 1);
    expect(JSON.stringify(await readConnectionUse(web.db, mine))).not.toMatch(/Core|0123456789abcdef/);
  });

  it('says when there are more lines than staff are shown', async () => {
    const mine = connection();
    for (let day = 0; day < 26; day += 1)
      for (const key of ['a', 'b', 'c', 'd']) await used(mine.id, day, 1, key);
    const { uses, isCut } = await listStaffUses(web.db, { role: 'viewer' }, mine.id);
    expect([uses.length, isCut]).toEqual([100, true]);
    expect(uses[0]?.key).toMatchObject({ name: null });
  });
});

describe('who used what between two times', () => {
  const DAY = 86_400_000;
  const OLD = 'fedcba9876543210';
  const day = (ago: number) => new Date(Math.floor(Date.now() / DAY) * DAY - ago * DAY);
  const read = (filter: Partial<ExposureFilter> = {}, bounds: { size?: number; most?: number } = {}) =>
    readExposure(web.db, { role: 'viewer' }, { from: day(9), to: day(-1), ...filter }, bounds);

  it('is the same before it is counted, half counted, and after; narrowed by key, connection, client and time', async () => {
    const { rows } = await owner.query(
      `WITH person AS (INSERT INTO customers (name, email) VALUES ('Ada', gen_random_uuid() || '@a.example') RETURNING id)
       INSERT INTO connections (customer_id, environment, client_id, wise_user_id, profile_id, profile_type, profile_name, status)
       SELECT id, 'sandbox', 'old-client', '1', '2', 'personal', 'Ada Ltd', 'active' FROM person RETURNING id`,
    );
    const [mine, other] = [String(rows[0].id), randomUUID()];
    await used(mine, 1, 2);
    await used(mine, 1, 1, OLD, 'call');
    await rollUp();
    await used(mine, 1, 3);
    await used(other, 3, 4, OLD);
    const half = await read();
    expect(half).toMatchObject({ connections: 2, uses: 10, isAtLeast: false, next: undefined });
    expect(half.lines).toMatchObject([
      { count: 1, key: { id: OLD, isRevoked: true }, purpose: 'call', connectionId: mine },
      { count: 5, key: { id: CORE, name: 'Core banking' }, profileName: 'Ada Ltd', environment: 'sandbox' },
      { count: 4, key: { id: OLD }, connectionId: other, profileName: null },
    ]);
    await rollUp();
    expect(await read()).toEqual(half);
    const counts = async (filter: Partial<ExposureFilter>) =>
      (await read(filter)).lines.map(({ count }) => count);
    expect(await counts({ keyId: OLD })).toEqual([1, 4]);
    expect(await counts({ connectionId: mine })).toEqual([1, 5]);
    expect(await counts({ clientId: 'old-client' })).toEqual([1, 5]);
    expect(await counts({ clientId: 'no-client' })).toEqual([]);
    expect(await counts({ from: day(2) })).toEqual([1, 5]);
    expect(await counts({ to: day(2) })).toEqual([4]);
    // its first use of that day was at 00:01
    expect(await counts({ from: day(3), to: new Date(day(3).getTime() + 60_000) })).toEqual([]);
    expect(await counts({ from: new Date(day(3).getTime() + 240_000), to: day(2) })).toEqual([4]);
  });

  it('has what is of no connection: a token of our own application, and of an account of ours', async () => {
    const { rows } = await owner.query(
      `INSERT INTO personal_tokens (environment, profile_id, profile_type, profile_name, wise_user_id)
       VALUES ('sandbox', '7', 'business', 'Acme Ltd', '1') RETURNING id`,
    );
    await used(applicationId('production', 'acme'), 1, 2, CORE, 'application-token');
    await used(String(rows[0].id), 1, 4, CORE, 'personal-call');
    await used(randomUUID(), 1, 1);
    for (const when of ['before', 'after'] as const) {
      if (when === 'after') await rollUp();
      const { lines, ...sums } = await read();
      expect(sums).toMatchObject({ connections: 1, uses: 7 });
      expect(lines.find(({ of }) => of === 'application')).toMatchObject({
        ...{ environment: 'production', purpose: 'application-token', count: 2, profileName: null },
      });
      expect(lines.find(({ of }) => of === 'own_account')).toMatchObject({
        ...{ environment: 'sandbox', purpose: 'personal-call', count: 4, profileName: 'Acme Ltd' },
      });
    }
  });

  it('in one environment is what was used there, by whatever token, before it is counted and after', async () => {
    const { rows: linked } = await owner.query(
      `WITH person AS (INSERT INTO customers (name, email) VALUES ('Cy', gen_random_uuid() || '@c.example') RETURNING id)
       INSERT INTO connections (customer_id, environment, client_id, wise_user_id, profile_id, profile_type, profile_name, status)
       SELECT id, unnest('{sandbox,production}'::environment[]), 'two-sided', '3', '9', 'personal', 'Cy', 'active' FROM person
       RETURNING id`,
    );
    const [tested = '', live = ''] = linked.map(({ id }) => String(id));
    const { rows } = await owner.query(
      `INSERT INTO personal_tokens (environment, profile_id, profile_type, profile_name, wise_user_id)
       VALUES ('production', '8', 'business', 'Acme Ltd', '1') RETURNING id`,
    );
    await used(tested, 2, 1);
    await used(live, 1, 2);
    await used(String(rows[0].id), 1, 4, CORE, 'personal-token');
    await used(applicationId('sandbox', 'two-sided'), 1, 8, OLD, 'application-call');
    await used(applicationId('production', 'two-sided'), 1, 16, CORE, 'application-token');
    for (const when of ['before', 'after'] as const) {
      if (when === 'after') await rollUp();
      const sandbox = await read({ environment: 'sandbox' });
      expect(sandbox).toMatchObject({ connections: 1, uses: 9, isAtLeast: false });
      expect(sandbox.lines.map(({ count }) => count)).toEqual([8, 1]);
      const production = await read({ environment: 'production' });
      expect(production).toMatchObject({ connections: 1, uses: 22 });
      expect(production.lines.map(({ environment }) => environment)).toEqual(Array(3).fill('production'));
      expect(await read({ environment: 'sandbox', keyId: CORE })).toMatchObject({ uses: 1 });
      expect(await read({ environment: 'production', clientId: 'two-sided' })).toMatchObject({ uses: 18 });
    }
    const seen: string[] = [];
    let after: ExposureFilter['after'];
    do {
      const page = await read({ environment: 'sandbox', after }, { most: 2 });
      seen.push(...page.lines.map(({ connectionId }) => connectionId));
      after = page.next;
    } while (after !== undefined && seen.length < 9);
    expect(seen, 'in parts').toEqual([applicationId('sandbox', 'two-sided'), tested]);
  });

  it('is read in pages, each line once, whether it was counted or not', async () => {
    const ids = Array.from({ length: 7 }, () => randomUUID()).sort();
    for (const id of ids) await used(id, 1, 1);
    await used(ids[3] ?? '', 2, 1);
    await rollUp();
    for (const id of ids.slice(2, 5)) await used(id, 1, 1);
    const seen: string[] = [];
    for (let after: ExposureFilter['after'], pages = 0; pages < 10; pages += 1) {
      const { lines, next } = await read({ after }, { size: 3 });
      seen.push(...lines.map(({ connectionId, count }) => `${connectionId} ${count}`));
      after = next;
      if (next === undefined) break;
    }
    expect(seen).toEqual([
      ...ids.toReversed().map((id) => `${id} ${ids.slice(2, 5).includes(id) ? 2 : 1}`),
      `${ids[3]} 1`,
    ]);
  });

  it('goes on where a page stopped reading, whatever few lines fit, and says that it is a part', async () => {
    const ids = Array.from({ length: 9 }, () => randomUUID()).sort();
    // the last minute of its use is what tells three from the others
    for (const [at, id] of ids.entries()) await used(id, 1 + (at % 2), at % 4 === 0 ? 5 : 1);
    await rollUp();
    // not counted yet, and in no part but its own
    await used(ids[4] ?? '', 1, 5);
    const late = { from: new Date(day(2).getTime() + 300_000), to: day(-1) };
    const seen: string[] = [];
    const parts: boolean[] = [];
    let after: ExposureFilter['after'];
    do {
      const page = await read({ ...late, after }, { most: 2 });
      seen.push(...page.lines.map(({ connectionId, count }) => `${connectionId} ${count}`));
      parts.push(page.isPart);
      expect(page.isAtLeast).toBe(true);
      after = page.next;
    } while (after !== undefined && parts.length < 20);
    const whole = await read(late);
    expect(whole).toMatchObject({ isPart: false, isAtLeast: false, connections: 5, next: undefined });
    expect(seen).toEqual(whole.lines.map(({ connectionId, count }) => `${connectionId} ${count}`));
    expect(parts.filter((isPart) => isPart).length).toBeGreaterThan(2);
    expect(parts.at(-1)).toBe(false);
  });

  it('of a client is the same for one with few connections as for one with many, its own tokens among them', async () => {
    await owner.query(
      `WITH person AS (INSERT INTO customers (name, email) VALUES ('Bo', gen_random_uuid() || '@b.example') RETURNING id)
       INSERT INTO connections (customer_id, environment, client_id, wise_user_id, profile_id, profile_type, profile_name, status)
       SELECT id, 'sandbox', CASE WHEN n > 301 THEN 'small-client' ELSE 'big-client' END, n::text, n::text, 'personal', n::text, 'active'
       FROM person, generate_series(1, 305) AS n`,
    );
    const of = async (client: string) => {
      const { rows } = await owner.query('SELECT id FROM connections WHERE client_id = $1 ORDER BY id', [
        client,
      ]);
      return rows.map(({ id }) => String(id));
    };
    const [big, small] = [await of('big-client'), await of('small-client')];
    const own = (clientId: string) => applicationId('sandbox', clientId);
    for (const id of [...big.slice(0, 3), ...small]) await used(id, 1, 1);
    await used(own('big-client'), 1, 1, CORE, 'application-token');
    await used(own('small-client'), 1, 1, CORE, 'application-token');
    await rollUp();
    await used(randomUUID(), 1, 1);
    await used(own('other-client'), 1, 1, CORE, 'application-call');
    const found = async (clientId: string) => {
      const { lines, connections, uses } = await read({ clientId });
      expect([connections, uses]).toEqual([lines.length - 1, lines.length]);
      return lines.map(({ connectionId }) => connectionId).sort();
    };
    expect(await found('big-client')).toEqual([...big.slice(0, 3), own('big-client')].sort());
    expect(await found('small-client')).toEqual([...small, own('small-client')].sort());
    // no connection has been made with it
    const { lines, ...sums } = await read({ clientId: 'other-client' });
    expect(sums).toMatchObject({ connections: 0, uses: 1 });
    expect(lines).toMatchObject([{ of: 'application', environment: 'sandbox', purpose: 'application-call' }]);
  });
});
