import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '#lib/db/client';
import { createTestDatabase, type TestDatabase } from '#test/database/test-database';
import { KEPT, RETENTION } from './rules';
import { sweep, sweepBatch } from './sweep';
import { startSweeper } from './sweeper';

let database: TestDatabase;
let owner: pg.Pool;
let web: Database;
let vault: Database;
let customerId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = new pg.Pool({ connectionString: database.ownerUrl, max: 3 });
  web = openDatabase(database.webUrl, { applicationName: 'test-web', max: 3 });
  vault = openDatabase(database.vaultUrl, { applicationName: 'test-vault', max: 3 });
  const { rows } = await owner.query(
    `INSERT INTO customers (name, email) VALUES ('Ada', 'ada@example.com') RETURNING id`,
  );
  customerId = rows[0].id;
});
afterAll(async () => {
  await Promise.all([web.close(), vault.close(), owner.end()]);
  await database.drop();
});
beforeEach(async () => {
  for (const table of [
    'vault.grants',
    'exchanges',
    'connect_attempts',
    'partner_sessions',
    'notices',
    'alarms',
  ]) {
    await owner.query(`DELETE FROM ${table}`);
  }
});

async function sessions(count: number, expires: string): Promise<void> {
  await owner.query(
    `INSERT INTO customer_sessions (token_hash, customer_id, expires)
     SELECT gen_random_uuid()::text, $1, now() + $3::interval FROM generate_series(1, $2)`,
    [customerId, count, expires],
  );
}

/** An attempt that began so many days ago, and its id. */
async function attempt(days: number): Promise<string> {
  const { rows } = await owner.query(
    `INSERT INTO connect_attempts (customer_id, environment, client_id, redirect_uri, state_hash, browser_hash,
       created_at, expires_at)
     SELECT $1, 'sandbox', 'c', 'r', sha256(gen_random_uuid()::text::bytea), sha256('b'), at, at + interval '30 minutes'
     FROM (SELECT now() - $2 * interval '1 day' AS at) AS began RETURNING id`,
    [customerId, days],
  );
  return rows[0].id;
}

async function exchangeOf(
  attemptId: string | null,
  state: string,
  days: number,
  reason: string | null = null,
): Promise<string> {
  const { rows } = await owner.query(
    `INSERT INTO exchanges (attempt_id, code_hash, customer_id, environment, client_id, state, reason, deadline_at, finished_at)
     VALUES (coalesce($1::uuid, gen_random_uuid()), sha256(gen_random_uuid()::text::bytea), $2, 'sandbox', 'c',
       $3::exchange_state, $5, now(), now() - $4 * interval '1 day') RETURNING attempt_id`,
    [attemptId, customerId, state, days, reason],
  );
  return rows[0].attempt_id;
}

const column = async (sql: string): Promise<unknown[]> =>
  (await owner.query({ text: sql, rowMode: 'array' })).rows.flat();

describe('retention', () => {
  it('has a word about every table, so that none grows for ever unnoticed', async () => {
    const tables = await column(
      `SELECT relname::text FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition AND relname !~ '^_'
         AND relnamespace IN ('public'::regnamespace, 'vault'::regnamespace)
       ORDER BY relname`,
    );
    const swept = [...RETENTION.web, ...RETENTION.vault].map(({ table }) => table);
    expect([...new Set([...swept, ...Object.keys(KEPT)])].sort()).toEqual(tables);
  });

  it('deletes expired sessions in batches, also when several processes begin at once, and no living one', async () => {
    await sessions(1_300, '-1 second');
    await sessions(3, '1 hour');
    await Promise.all([
      sweep(web.db, RETENTION.web),
      sweep(web.db, RETENTION.web),
      sweep(web.db, RETENTION.web),
    ]);
    await sweep(web.db, RETENTION.web);
    expect(await column('SELECT count(*)::int FROM customer_sessions')).toEqual([3]);
  });

  it('deletes expired sign-in links, for customers and staff', async () => {
    for (const table of ['customer_verification_tokens', 'staff_verification_tokens']) {
      await owner.query(
        `INSERT INTO ${table} (identifier, token, expires)
         VALUES ('a', 'old', now() - interval '1 second'), ('a', 'new', now() + interval '1 minute')`,
      );
    }
    await sweep(web.db, RETENTION.web);
    expect(await column('SELECT token FROM customer_verification_tokens')).toEqual(['new']);
    expect(await column('SELECT token FROM staff_verification_tokens')).toEqual(['new']);
  });

  it('keeps an attempt for a month', async () => {
    await attempt(31);
    const young = await attempt(29);
    expect(await sweep(web.db, RETENTION.web)).toMatchObject({ connect_attempts: 1 });
    expect(await column('SELECT id FROM connect_attempts')).toEqual([young]);
  });

  it('forgets an exchange only when its attempt is gone: until then it keeps the code from being sent again', async () => {
    const remembered = await exchangeOf(await attempt(70), 'connected', 70);
    await exchangeOf(null, 'connected', 61);
    const young = await exchangeOf(null, 'failed', 59, 'code_refused');
    expect(await sweep(vault.db, RETENTION.vault)).toEqual({ exchanges: 1 });
    expect((await column('SELECT attempt_id FROM exchanges')).sort()).toEqual([remembered, young].sort());
    await sweep(web.db, RETENTION.web);
    expect(await sweep(vault.db, RETENTION.vault)).toEqual({ exchanges: 1 });
  });

  it('forgets no exchange that is under way, or whose grant is still to be ended', async () => {
    await exchangeOf(null, 'received', 70);
    const unended = await exchangeOf(null, 'refused', 70, 'no_profile');
    await owner.query(
      `INSERT INTO vault.grants (attempt_id, environment, client_id, state, key_id, wrapped_key, refresh,
         access_issued_at, access_expires_at, next_refresh_at, ending_until)
       VALUES ($1, 'sandbox', 'acme-bank', 'ending', 'k1', '', '', now(), now(), now(), now())`,
      [unended],
    );
    expect(await sweep(vault.db, RETENTION.vault)).toEqual({});
  });

  it('forgets lists of acts on many, one by one, and imports, with what hangs on them', async () => {
    await owner.query(
      `WITH person AS (INSERT INTO staff (email, role) VALUES ('ada@staff.example', 'admin') RETURNING id),
       list AS (
         INSERT INTO vault.bulk_acts (kind, source, query, created_by, state, reason, started_role, created_at, finished_at)
         SELECT 'freeze', 'filter', '', id, state, 'r', 'admin', now() - days * interval '1 day',
           CASE state WHEN 'finished' THEN now() - days * interval '1 day' END
         FROM person, (VALUES ('finished', 91), ('finished', 89), ('preview', 2)) AS v (state, days) RETURNING id, created_at),
       import AS (
         INSERT INTO vault.imports (file_hash, rows, operator, created_at)
         SELECT sha256(days::text::bytea), 600, 'ada', now() - days * interval '1 day' FROM (VALUES (91), (89)) AS v (days)
         RETURNING id),
       items AS (
         INSERT INTO vault.bulk_act_items (bulk_act_id, connection_id)
         SELECT id, gen_random_uuid() FROM list, generate_series(1, 600))
       INSERT INTO vault.import_rows (import_id, line, environment, client_id, token_hash, issuer, external_id, profile_id)
       SELECT id, n, 'sandbox', 'c', sha256(gen_random_uuid()::text::bytea), 'partner', 'x', '1' FROM import, generate_series(1, 600) AS n`,
    );
    const bulk = RETENTION.vault.find(({ table }) => table === 'bulk_acts');
    if (bulk === undefined) throw new Error('no rule for lists');
    const one = await vault.db.$transaction((tx) => sweepBatch(tx, bulk));
    expect(one, 'one list, of up to 100,000 connections, in a statement').toEqual({ count: 1, isFull: true });
    expect(await sweep(vault.db, RETENTION.vault)).toEqual({ bulk_acts: 1, imports: 1 });
    expect(await column('SELECT count(*)::int FROM vault.bulk_act_items')).toEqual([600]);
    expect(await column('SELECT count(*)::int FROM vault.import_rows')).toEqual([600]);
  });

  it('forgets what a profile was to be compared with: an hour after a session that nobody finished, two days after all', async () => {
    await owner.query(
      `WITH s AS (
         INSERT INTO partner_sessions (kind, customer_id, external_id, environment, return_url, created_by, authenticated_at,
           link_hash, link_expires_at)
         SELECT 'connect', $1, what, 'sandbox', 'https://shop.example', 'key', now(), sha256(what::bytea), now()
         FROM (VALUES ('left'), ('new'), ('under way'), ('stuck')) AS v (what) RETURNING id, external_id AS what),
       e AS (
         INSERT INTO exchanges (attempt_id, code_hash, customer_id, environment, client_id, state, deadline_at, session_id)
         SELECT gen_random_uuid(), sha256(what::bytea), $1, CASE what WHEN 'stuck' THEN 'production' ELSE 'sandbox' END::environment,
           'c', 'received', now(), id FROM s WHERE what IN ('under way', 'stuck'))
       INSERT INTO vault.expected_facts (customer_id, environment, session_id, key_id, wrapped_key, facts, created_at)
       SELECT $1, 'sandbox', id, what, '', '', now() - CASE what WHEN 'new' THEN interval '59 minutes'
         WHEN 'stuck' THEN interval '49 hours' ELSE interval '61 minutes' END FROM s`,
      [customerId],
    );
    expect(await sweep(vault.db, RETENTION.vault)).toEqual({ expected_facts: 2 });
    expect(await column('SELECT key_id FROM vault.expected_facts ORDER BY key_id')).toEqual([
      'new',
      'under way',
    ]);
  });

  it('deletes mailed notices after a month, others after three, and alarms three months after they closed', async () => {
    await owner.query(
      `INSERT INTO notices (customer_id, connection_id, kind, created_at, sent_at)
       SELECT $1, gen_random_uuid(), kind, now() - age, CASE WHEN is_sent THEN now() - age END
       FROM (VALUES ('sent old', interval '31 days', true), ('sent', interval '29 days', true),
         ('unsent old', interval '91 days', false), ('unsent', interval '89 days', false)) AS n (kind, age, is_sent)`,
      [customerId],
    );
    await owner.query(
      `INSERT INTO alarms (code, raised_at, cleared_at) VALUES ('old', now(), now() - interval '91 days'),
         ('closed', now(), now() - interval '89 days'), ('open', now() - interval '1 year', NULL)`,
    );
    expect(await sweep(vault.db, RETENTION.vault)).toEqual({ notices: 2, alarms: 1 });
    expect(await column('SELECT kind FROM notices ORDER BY kind')).toEqual(['sent', 'unsent']);
    expect(await column('SELECT code FROM alarms ORDER BY code')).toEqual(['closed', 'open']);
  });
});

describe('the sweeper', () => {
  it('sweeps when a process starts, says what went, and lives on when the database does not answer', async () => {
    const lines: unknown[] = [];
    const log = { info: (line: unknown) => lines.push(line), warn: (line: unknown) => lines.push(line) };
    await attempt(31);
    await startSweeper({ db: web.db, rules: RETENTION.web, log })();
    expect(lines).toEqual([{ swept: { connect_attempts: 1 } }]);
    const away = openDatabase('postgresql://connect_web@127.0.0.1:1/none', {
      applicationName: 'test',
      max: 1,
    });
    await startSweeper({ db: away.db, rules: RETENTION.web, log })();
    expect(lines).toHaveLength(2);
    await away.close();
  });
});

it('the partner API finds a customer by subject without reading every account', async () => {
  const client = await owner.connect();
  await client.query('BEGIN; SET LOCAL enable_seqscan = off');
  const { rows } = await client.query(`EXPLAIN SELECT 1 FROM customer_accounts WHERE subject = 'x'`);
  await client.query('ROLLBACK');
  client.release();
  expect(JSON.stringify(rows)).toContain('customer_accounts_subject_idx');
});
