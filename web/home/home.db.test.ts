import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '#lib/db/client';
import { withClient } from '#scripts/db/roles';
import { createTestDatabase, type TestDatabase } from '#test/database/test-database';
import { parseStaffFilter } from '#web/connections/staff-filter';
import { listStaffConnections } from '#web/connections/staff-list';
import { listDeliveries, parseDeliveryFilter } from '#web/webhooks/deliveries';
import { type AttentionLine, readAttention } from './attention';
import { numberHref } from './number-href';
import { readDays } from './read-days';

const viewer = { role: 'viewer' } as const;

let database: TestDatabase;
let web: Database;

const owner = (sql: string, values: unknown[] = []) =>
  withClient(database.ownerUrl, async (client) => (await client.query(sql, values)).rows);

async function connection(values: Record<string, string>): Promise<string> {
  const row: Record<string, string> = {
    environment: 'production',
    client_id: 'c',
    wise_user_id: '1',
    profile_id: randomUUID(),
    profile_type: 'personal',
    profile_name: 'Ada',
    status: 'active',
    ...values,
  };
  const [made] = await owner(
    `INSERT INTO connections (customer_id, ${Object.keys(row).join(', ')})
     SELECT id, ${Object.keys(row).map((_, at) => `$${at + 1}`)} FROM customers RETURNING id`,
    Object.values(row),
  );
  return made.id;
}

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();

beforeAll(async () => {
  database = await createTestDatabase();
  web = openDatabase(database.webUrl, { max: 4, applicationName: 'test' });
  await owner(`INSERT INTO customers (name, email) VALUES ('Ada', 'ada@example.com')`);
});
afterAll(async () => {
  await web.close();
  await database.drop();
});

describe('a fresh installation', () => {
  it('has no day and nothing that needs attention', async () => {
    expect(await readDays(web.db, viewer, { days: 30, environment: undefined })).toEqual([]);
    expect(await readAttention(web.db, viewer, undefined)).toEqual([]);
  });
});

describe('the numbers', () => {
  beforeAll(async () => {
    await connection({ created_at: daysAgo(200) });
    await connection({ created_at: daysAgo(29) });
    await connection({
      created_at: daysAgo(40),
      status: 'needs_reconnect',
      reason: 'lost_at_wise',
      status_changed_at: daysAgo(3),
    });
    await connection({ environment: 'sandbox' });
  });

  it('are there for every day, today included, with what was active before the first of them', async () => {
    const all = await readDays(web.db, viewer, { days: 30, environment: undefined });
    expect(all.map(({ environment, days }) => [environment, days.length])).toEqual([
      ['production', 30],
      ['sandbox', 30],
    ]);
    const [production, sandbox] = all;
    const days = production?.days ?? [];
    expect(days.map(({ active }) => active)).toEqual([...Array(26).fill(3), ...Array(4).fill(2)]);
    expect(days.reduce((sum, { connected }) => sum + connected, 0)).toBe(1);
    expect(days.map(({ lost }) => lost).indexOf(1)).toBe(26);
    expect(days.at(-1)?.day).toBe(new Date().toISOString().slice(0, 10));
    expect(sandbox?.days.at(-1)).toMatchObject({ connected: 1, active: 1 });
    expect(sandbox?.days.at(-2)).toMatchObject({ connected: 0, active: 0 });
  });

  it('are of one environment where one is asked for', async () => {
    const [only, ...others] = await readDays(web.db, viewer, { days: 90, environment: 'sandbox' });
    expect([only?.environment, only?.days.length, others]).toEqual(['sandbox', 90, []]);
  });
});

describe('what needs attention', () => {
  beforeAll(async () => {
    const lost = (reason: string, at: string, more: Record<string, string> = {}) =>
      connection({ status: 'needs_reconnect', reason, status_changed_at: at, ...more });
    await lost('lost_at_wise', daysAgo(0.5));
    await lost('replaced', daysAgo(9));
    await lost('user_deactivated', daysAgo(2), { environment: 'sandbox' });
    const [snoozed, over] = [await lost('lost_at_wise', daysAgo(20)), await lost('lost_at_wise', daysAgo(8))];
    await owner(
      `INSERT INTO connection_follow_up (connection_id, snoozed_until, snooze_reason)
       VALUES ($1, now() + interval '1 day', 'waits'), ($2, now() - interval '1 minute', 'waited')`,
      [snoozed, over],
    );
    for (const [failures, status] of [
      [2, 'active'],
      [3, 'active'],
      [7, 'needs_reconnect'],
    ] as const) {
      const reason: Record<string, string> = status === 'active' ? {} : { reason: 'replaced' };
      const id = await connection({ status, environment: 'sandbox', ...reason });
      await owner(
        `INSERT INTO vault.grants (connection_id, environment, client_id, wise_user_id, profile_id, customer_id, key_id,
           wrapped_key, access, refresh, access_issued_at, access_expires_at, next_refresh_at, failures)
         SELECT id, environment, client_id, wise_user_id, profile_id, customer_id, 'k1', '', '', '', now(), now(), now(), $2
         FROM connections WHERE id = $1`,
        [id, failures],
      );
    }
    await connection({ profile_id: '777', match_verdict: 'mismatch', match_facts: '{name}' });
    await owner(
      `INSERT INTO wise_standings (environment, subject, subject_id, fact, value, occurred_at, sent_at)
       VALUES ('production', 'profile', '777', 'verification', 'not_verified', now(), now())`,
    );
    await owner(
      `INSERT INTO vault.webhook_events (environment, digest, body, is_test, position, outcome)
       SELECT 'production', sha256(n::text::bytea), '{}', false, nextval('vault.webhook_positions'), outcome
       FROM unnest(ARRAY['failed', 'failed', 'unreadable', 'kept']) WITH ORDINALITY AS o (outcome, n)`,
    );
    await owner(
      `INSERT INTO vault.webhook_watch (environment, gap_since, gap_reason) VALUES ('sandbox', now(), 'silent')`,
    );
  });

  const shown = (lines: AttentionLine[]) =>
    lines.map(({ code, environment, count }) => [code, environment, count]);

  it('is counted by reason and environment, without what is put off', async () => {
    const lines = await readAttention(web.db, viewer, undefined);
    expect(shown(lines)).toEqual([
      ['lost_at_wise', 'production', 3],
      ['replaced', 'production', 1],
      ['user_deactivated', 'sandbox', 1],
      ['replaced', 'sandbox', 1],
      ['otherPerson', 'production', 1],
      ['failingRefreshes', 'sandbox', 1],
      ['noMoney', 'production', 1],
      ['failedDeliveries', 'production', 2],
      ['unreadableDeliveries', 'production', 1],
      ['webhookGap', 'sandbox', null],
    ]);
    const [first] = lines;
    expect(first?.recent).toBe(1);
    expect(first?.since?.toISOString().slice(0, 10)).toBe(daysAgo(8).slice(0, 10));
    expect(shown(await readAttention(web.db, viewer, 'sandbox')).every(([, of]) => of === 'sandbox')).toBe(
      true,
    );
  });

  it('each number is that of the list behind it', async () => {
    const lines = await readAttention(web.db, viewer, undefined);
    const counted = lines.filter(({ count }) => count !== null);
    for (const { href, count, code } of counted) {
      const { pathname, searchParams } = new URL(href, 'http://localhost');
      const params = Object.fromEntries(searchParams);
      const rows =
        pathname === '/staff/webhooks'
          ? (await listDeliveries(web.db, viewer, parseDeliveryFilter(params))).rows
          : (await listStaffConnections(web.db, viewer, parseStaffFilter(params))).rows;
      expect({ [code]: rows.length }).toEqual({ [code]: count });
    }
  });

  it('and so are the numbers of the charts that lead to a list', async () => {
    for (const { environment, days } of await readDays(web.db, viewer, {
      days: 30,
      environment: undefined,
    })) {
      for (const series of ['active', 'connected'] as const) {
        const href = numberHref(environment, series, days) ?? '';
        const params = Object.fromEntries(new URL(href, 'http://localhost').searchParams);
        const { rows } = await listStaffConnections(web.db, viewer, parseStaffFilter(params));
        const number =
          series === 'active' ? days.at(-1)?.active : days.reduce((sum, { connected }) => sum + connected, 0);
        expect({ environment, series, rows: rows.length }).toEqual({ environment, series, rows: number });
      }
    }
  });
});
