import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Database, openDatabase } from '#lib/db/client';
import { createTestDatabase, type TestDatabase } from '#test/database/test-database';
import { listAssignable, readFollowUp } from './follow-up';
import { readTimeline, type TimelineEvent } from './timeline';
import { readPosition, writePosition } from './timeline-position';
import { readTokenFacts } from './token-facts';

const VIEWER = { role: 'viewer' } as const;
const KEY = '0123456789abcdef';
let test: TestDatabase;
let owner: pg.Pool;
let web: Database;
let customerId: string;
let staffId: string;

const one = async (sql: string, values: unknown[] = []): Promise<string> =>
  String(Object.values((await owner.query(sql, values)).rows[0] ?? {})[0]);

beforeAll(async () => {
  test = await createTestDatabase();
  owner = new pg.Pool({ connectionString: test.ownerUrl, max: 2 });
  web = openDatabase(test.webUrl, { applicationName: 'test-web', max: 2 });
  customerId = await one(`INSERT INTO customers (email) VALUES ('ada@example.com') RETURNING id`);
  staffId = await one(
    `INSERT INTO staff (name, email, role) VALUES ('Sam', 'sam@example.com', 'support') RETURNING id`,
  );
  await owner.query(`INSERT INTO vault.api_keys (id, name, hash) VALUES ($1, 'Core banking', sha256('a'))`, [
    KEY,
  ]);
});
afterAll(async () => {
  await Promise.all([web.close(), owner.end()]);
  await test.drop();
});

const newConnection = () =>
  one(
    `INSERT INTO connections (customer_id, environment, client_id, wise_user_id, profile_id, profile_type, profile_name,
       status) VALUES ($1, 'sandbox', 'c', $2, $2, 'personal', 'Ada', 'active') RETURNING id`,
    [customerId, randomUUID()],
  );

const audit = (id: string, action: string, detail: object = {}, personal: object | null = null) =>
  one(`SELECT append_audit($1, 'staff', $2, $3, 'sandbox', $4, $5)`, [action, staffId, id, detail, personal]);

/** `count` events of each source; every fourth instant is shared by all of them. */
async function fill(id: string, count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    const at = `now() - interval '${n} days 1 second'`;
    const entry = await audit(id, 'connection.checked', { result: 'healthy' });
    await owner.query(
      `BEGIN; ALTER TABLE audit_entries DISABLE TRIGGER USER;
       UPDATE audit_entries SET at = date_trunc('second', ${at}) WHERE id = ${entry};
       ALTER TABLE audit_entries ENABLE TRIGGER USER; COMMIT`,
    );
    await owner.query(
      `INSERT INTO notices (customer_id, connection_id, kind, created_at, sent_at)
       SELECT $1, $2, 'connected', date_trunc('second', ${at}), now() FROM generate_series(1, 2)`,
      [customerId, id],
    );
    await owner.query(
      `INSERT INTO vault.access_use (connection_id, day, api_key_id, purpose, count, first_at, last_at)
       SELECT $1, (at AT TIME ZONE 'UTC')::date, $2, 'token', 3, at, at FROM (SELECT date_trunc('second', ${at}) AS at) AS x`,
      [id, KEY],
    );
    await owner.query(
      `INSERT INTO vault.webhook_events (environment, digest, body, is_test, received_at, position, event_type, outcome,
         connection_ids) SELECT 'sandbox', sha256(gen_random_uuid()::text::bytea), '{}', false, date_trunc('second', ${at}),
         nextval('vault.webhook_positions'), 'profiles#state-change', 'applied', ARRAY[$1::uuid]`,
      [id],
    );
  }
}

async function readAll(id: string, size: number): Promise<TimelineEvent[]> {
  const events: TimelineEvent[] = [];
  let older: string | undefined;
  do {
    const page = await readTimeline(web.db, VIEWER, id, readPosition(older), size);
    events.push(...page.events);
    older = page.older;
  } while (older !== undefined);
  return events;
}

it('a timeline has each event of every source once, newest first, however its pages are cut', async () => {
  const [id, other] = [await newConnection(), await newConnection()];
  await fill(id, 4);
  await fill(other, 1);
  await owner.query(
    `INSERT INTO vault.refresh_outcomes (connection_id, environment, outcome) VALUES ($1, 'sandbox', 'grant_refused')`,
    [id],
  );
  const whole = await readAll(id, 100);
  expect(whole).toHaveLength(20);
  const times = whole.map(({ at }) => at.getTime());
  expect(times).toEqual([...times].sort((a, b) => b - a));
  for (const size of [1, 2, 3, 7]) expect(await readAll(id, size), `pages of ${size}`).toEqual(whole);
  expect(whole[0]).toMatchObject({ source: 'use', count: 3, key: { id: KEY, name: 'Core banking' } });
});

it('a note stands where it was added, and not once it was withdrawn', async () => {
  const id = await newConnection();
  const note = await one(
    `INSERT INTO connection_notes (connection_id, staff_id, text) VALUES ($1, $2, '<b>Rang</b>') RETURNING id`,
    [id, staffId],
  );
  await audit(id, 'connection.note_added', { note }, { actorName: 'Sam' });
  const read = async () => (await readTimeline(web.db, VIEWER, id)).events;
  expect(await read()).toMatchObject([
    { source: 'trail', note: '<b>Rang</b>', entry: { actor: { name: 'Sam' } } },
  ]);
  expect(await readFollowUp(web.db, VIEWER, id)).toMatchObject({
    owner: null,
    notes: [{ text: '<b>Rang</b>', author: { name: 'Sam' } }],
  });
  await owner.query('DELETE FROM connection_notes');
  expect(await read()).toMatchObject([{ note: null }]);
});

it('a snooze is over by itself', async () => {
  const id = await newConnection();
  await owner.query(
    `INSERT INTO connection_follow_up (connection_id, owner_staff_id, snoozed_until, snooze_reason)
     VALUES ($1, $2, now() + interval '1 day', 'letter')`,
    [id, staffId],
  );
  const read = () => readFollowUp(web.db, VIEWER, id);
  expect(await read()).toMatchObject({ owner: { name: 'Sam' }, snooze: { reason: 'letter' } });
  await owner.query(`UPDATE connection_follow_up SET snoozed_until = now()`);
  expect(await read()).toMatchObject({ owner: { name: 'Sam' }, snooze: null });
});

it('only people who may work on a connection can be given one, and viewers give none', async () => {
  await owner.query(
    `INSERT INTO staff (email, role, disabled_at) VALUES ('v@example.com', 'viewer', NULL),
       ('gone@example.com', 'admin', now())`,
  );
  expect(await listAssignable(web.db, { role: 'support' })).toMatchObject([{ email: 'sam@example.com' }]);
  await expect(listAssignable(web.db, VIEWER)).rejects.toMatchObject({ code: 'FORBIDDEN' });
});

it('of a token web can read its version and ages, and no byte of it', async () => {
  const id = await newConnection();
  await owner.query(
    `INSERT INTO vault.grants (connection_id, environment, client_id, customer_id, wise_user_id, profile_id, version, key_id,
       wrapped_key, access, refresh, access_issued_at, access_expires_at, next_refresh_at, failures)
     SELECT id, environment, client_id, customer_id, wise_user_id, profile_id, 7, 'k1', 'w', 'a', 'r', now(),
       now() + interval '12 hours', now() + interval '6 hours', 2 FROM connections WHERE id = $1`,
    [id],
  );
  expect(await readTokenFacts(web.db, VIEWER, id)).toMatchObject({
    version: '7',
    state: 'settled',
    failures: 2,
    isExpired: false,
    keyId: 'k1',
    keyState: null,
  });
  const { rows } = await owner.query(
    `SELECT column_name FROM information_schema.columns WHERE table_name = 'token_facts'`,
  );
  const columns = rows.map((row) => String(row.column_name));
  expect(columns.filter((name) => ['access', 'refresh', 'wrapped_key'].includes(name))).toEqual([]);
});

it.each([
  ['nothing', undefined],
  ['two of them', ['1~trail~1', '1~trail~1']],
  ['another source', '1~grants~1'],
  ['a key of another source', '1~trail~0f0e'],
  ['an id that is none', `1~notice~${'-'.repeat(36)}`],
  ['SQL', `1~use~' OR 1=1`],
  ['more parts', '1~trail~1~1'],
])('a place in a timeline is one of ours: %s', (_, text) => {
  expect(readPosition(text)).toBeUndefined();
  const place = { at: '1764367200000000', source: 'use', key: `2026-11-28 ${KEY} token` } as const;
  expect(readPosition(writePosition(place))).toEqual(place);
});
