import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AuditEvent, appendAudit } from '#lib/audit/append';
import { isAllowed, STAFF_ROLES, type StaffRole } from '#lib/contract/people';
import { type Database, openDatabase } from '#lib/db/client';
import { withClient } from '#scripts/db/roles';
import { createTestDatabase, type TestDatabase } from '#test/database/test-database';
import { listActivity } from './activity';
import { activityHref, parseActivityFilter } from './activity-filter';
import { readChainState } from './chain-state';
import { recordActivityLook } from './record-activity-look';

let database: TestDatabase;
let web: Database;
let vault: Database;
const [customerId, otherId, connectionId, olga] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
const staff = { kind: 'staff', id: olga, role: 'operator', name: 'Olga', email: 'olga@example.com' } as const;
const customer = { kind: 'customer', id: customerId, name: 'Ada', email: 'ada@example.com' } as const;
const viewer = { role: 'viewer' } as const;
const support = { role: 'support' } as const;

const owner = (sql: string, values: unknown[] = []) =>
  withClient(database.ownerUrl, async (client) => (await client.query(sql, values)).rows);

const EVENTS: AuditEvent[] = [
  { action: 'session.started', actor: customer, personal: { network: '203.0.113.0/24' } },
  { action: 'connection.connected', actor: customer, connectionId, environment: 'production' },
  {
    action: 'sca.challenge_raised',
    actor: { kind: 'system', id: 'partner API' },
    connectionId,
    detail: { apiKey: 'k1' },
  },
  {
    action: 'connection.disconnected',
    actor: staff,
    connectionId,
    environment: 'production',
    personal: { reason: 'Asked by phone' },
  },
  {
    action: 'staff.role_changed',
    actor: { kind: 'operator', id: 'root' },
    detail: { from: 'viewer', to: 'admin' },
  },
  { action: 'customer.viewed', actor: staff, detail: { customerId } },
  { action: 'session.started', actor: { ...customer, id: otherId, name: 'Bo' }, environment: 'sandbox' },
];

beforeAll(async () => {
  database = await createTestDatabase();
  web = openDatabase(database.webUrl, { max: 4, applicationName: 'test' });
  vault = openDatabase(database.vaultUrl, { max: 2, applicationName: 'test' });
  await owner(`INSERT INTO customers (id, name, email) VALUES ($1, 'Ada', 'ada@example.com')`, [customerId]);
  await owner(
    `INSERT INTO connections (id, customer_id, environment, client_id, wise_user_id, profile_id, profile_type, profile_name, status)
     VALUES ($1, $2, 'production', 'c', '1', '1', 'personal', 'Ada', 'active')`,
    [connectionId, customerId],
  );
  for (const event of EVENTS) await appendAudit(vault.db, event);
});
afterAll(async () => {
  await Promise.all([web.close(), vault.close()]);
  await database.drop();
});

const list = (query: Record<string, string>, who: { role: StaffRole } = support, bounds = {}) =>
  listActivity(web.db, who, parseActivityFilter(query), bounds);

describe('the whole audit trail', () => {
  it.each([
    [{}, 7],
    [{ actor: 'staff' }, 2],
    [{ actor: 'customer' }, 3],
    [{ actor: 'api_key' }, 1],
    [{ actor: 'operator' }, 1],
    [{ subject: 'connections' }, 2],
    [{ subject: 'people' }, 2],
    [{ subject: 'sign_ins', environment: 'production' }, 1],
    [{ connection: connectionId }, 3],
    // their own acts, what happened to their connections, and who looked
    [{ customer: customerId }, 5],
    [{ staff: olga }, 2],
    [{ staff: olga, subject: 'people' }, 1],
    [{ network: '203.0.113.0/24' }, 1],
    [{ from: '2020-01-01' }, 7],
    [{ to: '2020-01-01' }, 0],
    [{ from: '2098-01-01' }, 0],
    [{ actor: 'nobody', connection: "' OR 1=1", from: '2026-02-30', before: 'x' }, 7],
  ])('narrowed by %o it has %i', async (query, count) => {
    const { entries, isPartial } = await list(query);
    expect(entries).toHaveLength(count);
    expect(isPartial).toBe(false);
  });

  it('is read by pages, newest first, each entry once', async () => {
    const seen: string[] = [];
    for (let before: string | undefined = ''; before !== undefined; ) {
      const page: Awaited<ReturnType<typeof list>> = await list(before === '' ? {} : { before }, support, {
        size: 3,
      });
      seen.push(...page.entries.map(({ id }) => id));
      before = page.older;
    }
    expect(seen).toHaveLength(EVENTS.length);
    expect(seen).toEqual(seen.toSorted((a, b) => Number(b) - Number(a)));
  });

  it('stops after looking at enough, says so, and loses nothing on the way down', async () => {
    const seen: string[] = [];
    let turns = 0;
    for (let before: string | undefined = ''; before !== undefined; turns += 1) {
      const query = { network: '203.0.113.0/24', ...(before && { before }) };
      const page: Awaited<ReturnType<typeof list>> = await list(query, support, { size: 1, lookedAt: 1 });
      expect(page.isPartial).toBe(turns < 2);
      seen.push(...page.entries.map(({ what }) => what));
      before = page.older;
    }
    expect(seen).toEqual(['Signed in']);
    expect(turns).toBe(3);
  });

  it('links what an entry is about, and shows what a value became', async () => {
    const [disconnected] = (await list({ actor: 'staff', subject: 'connections' })).entries;
    expect(disconnected).toMatchObject({ connectionId, reason: 'Asked by phone', actor: { name: 'Olga' } });
    expect((await list({ actor: 'operator' })).entries[0]?.change).toEqual({
      before: 'viewer',
      after: 'admin',
    });
    expect((await list({ subject: 'people', actor: 'staff' })).entries[0]?.customerId).toBe(customerId);
  });

  it('shows no person and no words of one to a role that may not see them, nor lets it ask by network', async () => {
    const { entries } = await list({}, viewer);
    for (const role of STAFF_ROLES) {
      const seen = (await list({}, { role })).entries.some(({ actor }) => actor.name !== null);
      expect([role, seen]).toEqual([role, isAllowed(role, 'view_audit_people')]);
    }
    const text = JSON.stringify(entries);
    for (const personal of ['Olga', 'Ada', 'example.com', 'phone', '203.0.113'])
      expect(text).not.toContain(personal);
    expect(entries.filter(({ isWithheld }) => isWithheld).length).toBeGreaterThan(0);
    expect(entries.some(({ actor }) => actor.erased)).toBe(false);
    expect((await list({ network: '203.0.113.0/24' }, viewer)).entries).toHaveLength(EVENTS.length);
  });

  it('its address is the whole state', () => {
    const filter = parseActivityFilter({
      ...{ environment: 'sandbox', actor: 'staff', subject: 'alarms', staff: olga, customer: customerId },
      ...{
        connection: connectionId,
        network: '2001:db8::/48',
        from: '2026-01-01',
        to: '2026-01-31',
        before: '5',
      },
    });
    const { searchParams } = new URL(activityHref(filter), 'http://x');
    expect(parseActivityFilter(Object.fromEntries(searchParams))).toEqual(filter);
  });
});

describe('one entry', () => {
  const disconnected = { action: 'connection.disconnected', actor: staff } as const;

  /** What the trail has of one connection that nothing else happened to. */
  async function shown(event: Omit<AuditEvent, 'connectionId'>, isErased = false) {
    const about = randomUUID();
    const id = await appendAudit(vault.db, { ...event, connectionId: about });
    if (isErased) await owner('DELETE FROM audit_personal WHERE entry_id = $1', [id.toString()]);
    return (await list({ connection: about })).entries;
  }

  it('tells who did what, with which role and why', async () => {
    const detail = { reason: 'staff', attemptId: 'a-1', handed_out: true };
    const personal = { reason: 'Asked for by phone' };
    const entries = await shown({ ...disconnected, environment: 'production', detail, personal });
    expect(entries).toEqual([
      expect.objectContaining({
        what: 'Disconnected',
        reason: 'Asked for by phone',
        environment: 'production',
        actor: expect.objectContaining({
          ...{ label: 'Staff, operator', name: 'Olga', email: 'olga@example.com', id: olga, erased: false },
        }),
        facts: expect.arrayContaining([
          { label: 'Attempt ID', value: 'a-1' },
          { label: 'Handed out', value: 'yes' },
        ]),
      }),
    ]);
  });

  it('says "erased" when the personal data is gone, and keeps role, id and reason code', async () => {
    const event = { ...disconnected, detail: { reason: 'staff' }, personal: { reason: 'Mentions a person' } };
    const [erased] = await shown(event, true);
    expect(erased).toMatchObject({
      actor: { erased: true, name: null, email: null, id: olga, label: 'Staff, operator' },
      reason: 'Staff asked for it',
    });
  });

  it('does not say "erased" of an act that never had personal data', async () => {
    const vaultItself = { kind: 'system', id: 'vault' } as const;
    const lost = {
      action: 'connection.lost',
      actor: vaultItself,
      detail: { reason: 'lost_at_wise' },
    } as const;
    const [entry] = await shown(lost);
    expect(entry).toMatchObject({
      what: 'Connection lost',
      actor: { label: 'Connect Wise, automatically', erased: false },
      reason: 'Wise no longer accepts the token',
    });
  });
});

describe('the audit of looking', () => {
  const colleague = { staffId: randomUUID(), role: 'support', name: null, email: 'sam@example.com' };
  const look = (query: Record<string, string>, who = colleague) =>
    recordActivityLook(web.db, who, parseActivityFilter(query));
  const looks = () =>
    owner(`SELECT action, detail - 'role' AS detail FROM audit_entries WHERE actor_id = $1 ORDER BY id`, [
      colleague.staffId,
    ]);

  it('a view that is narrowed to one person leaves a row, once in a quarter of an hour', async () => {
    await look({});
    await look({ actor: 'customer', subject: 'connections' });
    await look({ staff: colleague.staffId });
    expect(await looks()).toEqual([]);
    for (let time = 0; time < 2; time += 1) {
      await look({ customer: customerId });
      await look({ connection: connectionId });
      await look({ staff: olga });
    }
    expect(await looks()).toEqual([
      { action: 'customer.viewed', detail: { customerId } },
      { action: 'customer.viewed', detail: { customerId, seenConnectionId: connectionId } },
      { action: 'activity.viewed', detail: { staffId: olga } },
    ]);
  });
});

describe('the state of the chain', () => {
  it('is shown by web, and only the vault can say it', async () => {
    expect(await readChainState(web.db, viewer)).toEqual({
      verified: 0,
      verifiedAt: null,
      wholeAt: null,
      broken: null,
    });
    await expect(web.pool.query('UPDATE audit_verification SET verified_sequence = 5')).rejects.toThrow(
      'permission denied',
    );
    await vault.pool.query(
      `UPDATE audit_verification SET verified_sequence = 6, verified_at = now(), broken_sequence = 7,
         broken_entry_id = '9', broken_problem = 'the entry was deleted', broken_at = now()`,
    );
    expect(await readChainState(web.db, viewer)).toMatchObject({
      verified: 6,
      broken: { sequence: 7, entryId: '9' },
    });
  });
});
