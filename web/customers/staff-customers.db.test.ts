import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ALLOWED_ROLES, STAFF_ROLES } from '#lib/contract/people';
import { type Database, openDatabase } from '#lib/db/client';
import type { StaffSession } from '#lib/sessions/session';
import { withClient } from '#scripts/db/roles';
import { createTestDatabase, type TestDatabase } from '#test/database/test-database';
import { listAttemptsOf } from '#web/attempts/staff-attempts';
import { recordLook } from '#web/audit/record-look';
import { listConnectionsOf } from '#web/connections/staff-of-customer';
import { readOwnData, requestErasure, signOutEverywhere } from './own-data';
import { findStaffCustomer } from './staff-detail';
import { countErasureRequests, readErasure } from './staff-erasure';
import { parseCustomerFilter } from './staff-filter';
import { listStaffCustomers } from './staff-list';
import { listNoticesOf } from './staff-notices';
import { listRegistrationsOf } from './staff-registrations';
import { listSessionsOf, signCustomerOut } from './staff-sessions';

let database: TestDatabase;
let web: Database;
const VIEWER = { role: 'viewer' } as const;
const [ada, li, quiet] = [randomUUID(), randomUUID(), randomUUID()];
const support: StaffSession = {
  staffId: randomUUID(),
  role: 'support',
  sessionId: randomUUID(),
  name: 'Sam',
  email: 'sam@example.com',
  signedInAt: new Date(),
  expires: new Date(),
  isRecent: true,
};

const own = <Row extends object = Record<string, unknown>>(sql: string, values: unknown[] = []) =>
  withClient(database.ownerUrl, async (owner) => (await owner.query<Row>(sql, values)).rows);
const search = async (q: string) =>
  (await listStaffCustomers(web.db, VIEWER, parseCustomerFilter({ q }))).rows.map(({ id }) => id);

beforeAll(async () => {
  database = await createTestDatabase();
  web = openDatabase(database.webUrl, { max: 4, applicationName: 'test' });
  await own(
    `INSERT INTO customers (id, name, email, created_at) VALUES
       ($1, 'Émilie Ada', 'ada@bank.example', '2026-03-01'), ($2, '李娜', 'li@bank.example', '2026-02-01'),
       ($3, NULL, 'quiet@bank.example', '2026-01-01')`,
    [ada, li, quiet],
  );
  await own(
    `INSERT INTO customer_accounts (provider, issuer, subject, type, customer_id) VALUES ('p', 'https://id.example', 'CRM-4711', 'oauth', $1)`,
    [ada],
  );
  await own(
    `INSERT INTO connections (customer_id, environment, client_id, wise_user_id, profile_id, profile_type, profile_name, status, reason)
     SELECT $1, 'production', 'c', n::text, n::text, 'personal', 'Profile ' || n,
       (CASE WHEN n < 3 THEN 'active' WHEN n = 3 THEN 'needs_reconnect' ELSE 'disconnected' END)::connection_status,
       (CASE WHEN n = 3 THEN 'lost_at_wise' WHEN n > 3 THEN 'customer' END)::connection_reason
     FROM generate_series(1, 30) n`,
    [ada],
  );
});
afterAll(async () => {
  await web.close();
  await database.drop();
});

describe('the staff’s list of customers', () => {
  it('shows everybody, newest first, with how many connections they have of each status', async () => {
    const { rows } = await listStaffCustomers(web.db, VIEWER, parseCustomerFilter({}));
    expect(rows.map(({ id }) => id)).toEqual([ada, li, quiet]);
    expect(rows[0]?.connections).toEqual({ active: 2, needs_reconnect: 1, disconnected: 27 });
    expect(rows[1]).toMatchObject({ connections: { active: 0 }, hasMore: false, lastSignedInAt: null });
  });

  it.each([
    ['a part of the name, whatever its case and accents', 'éMIL', () => [ada]],
    ['a part of the address', 'quiet@', () => [quiet]],
    ['the partner’s own id of the customer', 'crm-4711', () => [ada]],
    ['a name that has no trigrams', '李', () => [li]],
    ['a whole customer id', li, () => [li]],
    ['what nobody has', 'nobody', () => []],
    ['a pattern, taken as text', '%', () => []],
  ])('finds by %s, also who has no connection', async (_what, q, wanted) => {
    expect(await search(q)).toEqual(wanted());
  });

  it('finds by what the sign-in says today, not by a former name', async () => {
    await web.db.customer.update({ where: { id: quiet }, data: { name: 'Quinn' }, select: { id: true } });
    expect(await search('quinn')).toEqual([quiet]);
    await web.db.customer.update({ where: { id: quiet }, data: { name: null }, select: { id: true } });
    expect(await search('quinn')).toEqual([]);
  });

  it('goes on after the last row of a page, with no row twice and none left out', async () => {
    await own(
      `INSERT INTO customers (name, email, created_at)
       SELECT 'Many', n || '@many.example', timestamptz '2025-01-01' + (n / 7) * interval '1 hour' FROM generate_series(1, 120) n`,
    );
    const seen: string[] = [];
    for (let filter = parseCustomerFilter({ q: 'many.example' }); ; ) {
      const { rows, older } = await listStaffCustomers(web.db, VIEWER, filter);
      seen.push(...rows.map(({ email }) => email));
      if (older === undefined) break;
      filter = { ...filter, after: older };
    }
    expect(seen).toHaveLength(120);
    expect(new Set(seen).size).toBe(120);
  });
});

describe('a customer’s page for staff', () => {
  it('knows nobody by an id that is not whole, or nobody’s', async () => {
    expect(await findStaffCustomer(web.db, VIEWER, ada.slice(1))).toBeUndefined();
    expect(await findStaffCustomer(web.db, VIEWER, randomUUID())).toBeUndefined();
    expect(await findStaffCustomer(web.db, VIEWER, ada)).toMatchObject({
      email: 'ada@bank.example',
      accounts: [{ issuer: 'https://id.example', subject: 'CRM-4711' }],
    });
  });

  it('has their connections, one more than it shows where there are more', async () => {
    expect(await listConnectionsOf(web.db, VIEWER, ada)).toHaveLength(26);
    expect(await listConnectionsOf(web.db, VIEWER, li)).toEqual([]);
  });

  it('says of each attempt why it ended as it did, and of each message whether it left', async () => {
    await own(
      `INSERT INTO connect_attempts (customer_id, environment, client_id, redirect_uri, state_hash, browser_hash, expires_at, outcome, ended_at)
       VALUES ($1, 'production', 'c', 'r', sha256('1'), sha256('b'), now() + interval '1 hour', 'denied', now()),
              ($1, 'production', 'c', 'r', sha256('2'), sha256('b'), now() - interval '1 hour', NULL, NULL),
              ($2, 'production', 'c', 'r', sha256('3'), sha256('b'), now(), NULL, NULL)`,
      [ada, li],
    );
    const attempts = await listAttemptsOf(web.db, VIEWER, ada);
    expect(attempts.map(({ state }) => state).sort()).toEqual(['denied', 'expired']);
    await own(
      `INSERT INTO notices (customer_id, connection_id, kind, sent_at, attempts)
       SELECT customer_id, id, 'connected', CASE profile_id WHEN '1' THEN now() END,
         CASE profile_id WHEN '1' THEN 1 WHEN '2' THEN 9 ELSE 0 END
       FROM connections WHERE customer_id = $1 AND profile_id IN ('1', '2', '3')`,
      [ada],
    );
    const notices = await listNoticesOf(web.db, VIEWER, ada);
    expect(notices.map(({ state }) => state).sort()).toEqual(['given_up', 'sent', 'waiting']);
  });

  it('shows Wise users that were made for them without a connection, and none that has one', async () => {
    await own(
      `INSERT INTO wise_registrations (customer_id, environment, client_id, email, created_by, state, reason, connection_id, wise_user_id)
       SELECT $1, 'sandbox', 'c', state || '@bank.example', 'key', state::registration_state, reason,
         CASE WHEN state = 'closed' THEN (SELECT id FROM connections WHERE customer_id = $1 LIMIT 1) END, '77'
       FROM (VALUES ('created', 'no_profile'), ('existing', NULL), ('closed', NULL)) AS v(state, reason)`,
      [ada],
    );
    const shown = await listRegistrationsOf(web.db, VIEWER, ada);
    expect(shown.map(({ state, reason }) => [state, reason]).sort()).toEqual([
      ['created', 'no_profile'],
      ['existing', null],
    ]);
    expect(shown[0]).toMatchObject({ environment: 'sandbox', since: expect.any(Date) });
    expect(await listRegistrationsOf(web.db, VIEWER, li)).toEqual([]);
  });

  it('lists living sessions, and staff with the role end one or all of them, audited', async () => {
    await own(
      `INSERT INTO customer_sessions (token_hash, customer_id, expires, last_seen_at, device, network)
       SELECT 'hash' || n, $1, now() + interval '1 hour', now() - n * interval '14 minutes', 'Firefox · Windows', '203.0.113.9'
       FROM generate_series(1, 3) n`,
      [ada],
    );
    const sessions = await listSessionsOf(web.db, VIEWER, ada);
    // the third has been idle for too long
    expect(sessions).toHaveLength(2);
    expect(sessions[0]).toMatchObject({ device: 'Firefox · Windows', network: '203.0.113.9' });
    const nobody = randomUUID();
    const cells = STAFF_ROLES.map(async (role) => [
      role,
      await signCustomerOut(web.db, { ...support, role }, { customerId: nobody }).then(
        () => 'done',
        (error) => error.code,
      ),
    ]);
    const allowed: readonly string[] = ALLOWED_ROLES.sign_customer_out;
    expect(await Promise.all(cells)).toEqual(
      STAFF_ROLES.map((role) => [role, allowed.includes(role) ? 'done' : 'FORBIDDEN']),
    );
    const viewer = { ...support, role: 'viewer' } as const;
    await expect(signCustomerOut(web.db, viewer, { customerId: ada })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    // another customer's session is not ended by its id
    const sessionId = sessions[0]?.id;
    expect(await signCustomerOut(web.db, support, { customerId: li, sessionId })).toBe(0);
    expect(await signCustomerOut(web.db, support, { customerId: ada, sessionId })).toBe(1);
    expect(await signCustomerOut(web.db, support, { customerId: ada })).toBe(2);
    const rows = await own<{ detail: object }>(
      `SELECT detail FROM audit_entries WHERE action = 'session.ended' AND actor_id = $1 ORDER BY id`,
      [support.staffId],
    );
    expect(rows.map(({ detail }) => detail)).toEqual([
      { role: 'support', customerId: ada, why: 'by_staff', count: 1, sessionId },
      { role: 'support', customerId: ada, why: 'by_staff', count: 2 },
    ]);
  });
});

describe('what a customer does with their own data', () => {
  const quietSession = {
    customerId: quiet,
    sessionId: randomUUID(),
    name: null,
    email: 'quiet@bank.example',
    signedInAt: new Date(),
    expires: new Date(),
    isRecent: true,
    portalSessionId: null,
  };

  it('signs out everywhere, and nobody else with it', async () => {
    await own(
      `INSERT INTO customer_sessions (token_hash, customer_id, expires)
       SELECT 'own' || n, CASE WHEN n < 3 THEN $1::uuid ELSE $2::uuid END, now() + interval '1 hour' FROM generate_series(1, 3) n`,
      [quiet, li],
    );
    await signOutEverywhere(web.db, quietSession);
    expect((await readOwnData(web.db, quietSession)).sessions).toEqual([]);
    expect(await listSessionsOf(web.db, VIEWER, li)).toHaveLength(1);
  });

  it('asks to be erased once, staff see it, and it can be taken back', async () => {
    await requestErasure(web.db, quietSession, true);
    await requestErasure(web.db, quietSession, true);
    expect((await readErasure(web.db, VIEWER, quiet)).askedAt).toEqual(expect.any(Date));
    expect(await countErasureRequests(web.db, VIEWER)).toMatchObject({ count: 1 });
    const asked = parseCustomerFilter({ erasure: 'asked' });
    const { rows: waiting } = await listStaffCustomers(web.db, VIEWER, asked);
    expect(
      waiting.map(({ id }) => id),
      'the line on Home leads to this list',
    ).toEqual([quiet]);
    expect((await listStaffCustomers(web.db, VIEWER, { ...asked, search: 'nobody' })).rows).toEqual([]);
    await requestErasure(web.db, quietSession, false);
    expect((await readErasure(web.db, VIEWER, quiet)).askedAt).toBeNull();
    const rows = await own(
      `SELECT action FROM audit_entries WHERE action LIKE 'customer.erasure%' ORDER BY id`,
    );
    expect(rows).toEqual([
      { action: 'customer.erasure_requested' },
      { action: 'customer.erasure_request_withdrawn' },
    ]);
  });

  it('web cannot begin an erasure, nor undo one', async () => {
    await expect(web.db.$executeRaw`UPDATE customers SET erasure_began_at = now()`).rejects.toThrow(
      /permission denied/,
    );
    await expect(web.db.$executeRaw`UPDATE customers SET erased_at = NULL`).rejects.toThrow(
      /permission denied/,
    );
  });
});

describe('the audit of looking', () => {
  const looks = () =>
    own<{ detail: object }>(
      `SELECT detail FROM audit_entries WHERE action = 'customer.viewed' AND detail->>'customerId' = $1 ORDER BY id`,
      [li],
    );

  it('leaves one row for a page that is loaded again, one more after a quarter of an hour', async () => {
    const look = { staff: support, customerId: li };
    await Promise.all(Array.from({ length: 5 }, () => recordLook(web.db, look)));
    expect(await looks()).toEqual([{ detail: { role: 'support', customerId: li } }]);
    await own(`UPDATE staff_looks SET at = now() - interval '16 minutes' WHERE customer_id = $1`, [li]);
    await recordLook(web.db, look);
    expect(await looks()).toHaveLength(2);
  });

  it('tells one colleague from another, and the page of a connection from the customer’s', async () => {
    const connectionId = randomUUID();
    await recordLook(web.db, { staff: support, customerId: li, connectionId });
    await recordLook(web.db, { staff: { ...support, staffId: randomUUID() }, customerId: li });
    expect((await looks()).slice(2)).toEqual([
      { detail: { role: 'support', customerId: li, seenConnectionId: connectionId } },
      { detail: { role: 'support', customerId: li } },
    ]);
  });
});
