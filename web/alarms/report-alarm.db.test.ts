import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '#lib/db/client';
import { withClient } from '#scripts/db/roles';
import { createTestDatabase, type TestDatabase } from '#test/database/test-database';
import { findOpenAlarm, reportAlarm } from './report-alarm';

let test: TestDatabase;
let web: Database;
const lines: string[] = [];
const log = {
  info: (_fields: unknown, text?: string) => void lines.push(`info ${text}`),
  error: (_fields: unknown, text?: string) => void lines.push(`error ${text}`),
};

beforeAll(async () => {
  test = await createTestDatabase();
  web = openDatabase(test.webUrl, { applicationName: 'test', max: 10 });
});
afterAll(async () => {
  await web.close();
  await test.drop();
});
beforeEach(async () => {
  lines.length = 0;
  await owner('DELETE FROM alarms');
});

const owner = (sql: string) =>
  withClient(test.ownerUrl, async (client) => (await client.query<Record<string, string>>(sql)).rows);
const report = (isOpen: boolean) => reportAlarm({ db: web.db, log }, 'mail_unavailable', isOpen);
const lastSeen = (seconds: number) =>
  owner(`UPDATE alarms SET last_seen_at = now() - make_interval(secs => ${seconds})`);
const trail = async () =>
  (
    await owner(`SELECT action, actor_id, db_role, detail->>'alarm' AS alarm FROM audit_entries ORDER BY id`)
  ).map((row) => Object.values(row).join(' '));

describe('an alarm of web', () => {
  it('is open once however many report it, audited and logged only when it opens and closes', async () => {
    const before = (await trail()).length;
    const opened = await Promise.all(Array.from({ length: 10 }, () => report(true)));
    expect(opened.filter(Boolean)).toHaveLength(1);
    expect(await owner('SELECT code FROM alarms WHERE cleared_at IS NULL')).toEqual([
      { code: 'mail_unavailable' },
    ]);
    await lastSeen(20);
    expect(await report(false)).toBe(true);
    expect(await report(false)).toBe(false);
    expect((await trail()).slice(before)).toEqual([
      'alarm.raised web connect_web mail_unavailable',
      'alarm.cleared web connect_web mail_unavailable',
    ]);
    expect(lines).toEqual(['error alarm raised', 'info alarm cleared']);
  });

  it('is not closed by one web while another one sees its cause', async () => {
    await report(true);
    await lastSeen(10);
    expect(await report(false)).toBe(false);
    expect((await findOpenAlarm(web.db, 'mail_unavailable'))?.quietSeconds).toBeGreaterThanOrEqual(10);
    await report(true);
    await lastSeen(16);
    expect(await report(false)).toBe(true);
    expect(await findOpenAlarm(web.db, 'mail_unavailable')).toBeUndefined();
  });
});

describe('what web may not do, also when it is hijacked', () => {
  const asWeb = (sql: string) => withClient(test.webUrl, (client) => client.query(sql));

  it.each([
    ["SELECT report_alarm('wise_client_refused', true)", /not an alarm of web/],
    ["SELECT report_alarm('record_refused', false)", /not an alarm of web/],
    ['SELECT report_alarm(NULL, true)', /not an alarm of web/],
    [`INSERT INTO alarms (code) VALUES ('mail_unavailable')`, /permission denied/],
    ['UPDATE alarms SET cleared_at = now()', /permission denied/],
    [
      `SELECT append_audit('alarm.cleared', 'system', 'web', NULL, NULL, '{"alarm":"record_refused"}', NULL)`,
      /may not record alarm.cleared/,
    ],
    [
      `SELECT append_audit('alarm.cleared', 'system', 'web', NULL, 'production', '{"alarm":"mail_unavailable"}', NULL)`,
      /may not record/,
    ],
    [
      `SELECT append_audit('alarm.raised', 'staff', 'web', NULL, NULL, '{"alarm":"mail_unavailable"}', NULL)`,
      /may not record/,
    ],
    [`SELECT append_audit('alarm.raised', 'system', 'web', NULL, NULL, '{}', NULL)`, /may not record/],
  ])('%s', async (sql, refusal) => {
    await expect(asWeb(sql)).rejects.toThrow(refusal);
  });

  it('and nobody else may report for it', async () => {
    const asVault = withClient(test.vaultUrl, (client) =>
      client.query("SELECT report_alarm('mail_unavailable', true)"),
    );
    await expect(asVault).rejects.toThrow('permission denied');
  });
});
