import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#test/database/test-database';
import { CONNECTION_REASONS, CONNECTION_STATUSES, DISCONNECT_REASONS, LOST_REASONS } from './connections';
import { VAULT_ALARMS, WEB_ALARMS } from './notifications';

let database: TestDatabase;
let owner: pg.Client;
let web: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = new pg.Client({ connectionString: database.ownerUrl });
  web = new pg.Client({ connectionString: database.webUrl });
  await Promise.all([owner.connect(), web.connect()]);
});
afterAll(async () => {
  await Promise.all([owner.end(), web.end()]);
  await database.drop();
});

describe('the database agrees with the contract', () => {
  it('on the reasons that a connection may have in each status', async () => {
    const { rows } = await owner.query<{ definition: string }>(
      `SELECT pg_get_constraintdef(oid) AS definition FROM pg_constraint WHERE conname = 'connections_reason_fits_status'`,
    );
    const fits = (status: string, reason: string) =>
      owner.query<{ fits: boolean }>(
        `SELECT ${String(rows[0]?.definition).replace(/^CHECK /, '')} AS fits FROM (SELECT
          $1::public.connection_status AS status, $2::public.connection_reason AS reason) AS connections`,
        [status, reason],
      );
    const allowed: Record<string, readonly string[]> = {
      active: [],
      needs_reconnect: LOST_REASONS,
      disconnected: DISCONNECT_REASONS,
    };
    for (const status of CONNECTION_STATUSES) {
      for (const reason of CONNECTION_REASONS) {
        const { rows: found } = await fits(status, reason);
        expect([status, reason, found[0]?.fits]).toEqual([status, reason, allowed[status]?.includes(reason)]);
      }
    }
  });

  it.each(WEB_ALARMS)('that web may raise %s', async (code) => {
    await expect(web.query('SELECT public.report_alarm($1, true)', [code])).resolves.toBeDefined();
  });

  it.each(VAULT_ALARMS)('that web may not raise %s', async (code) => {
    await expect(web.query('SELECT public.report_alarm($1, true)', [code])).rejects.toMatchObject({
      code: '42501',
    });
  });
});
