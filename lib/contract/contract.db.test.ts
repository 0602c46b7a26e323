import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#test/database/test-database';
import {
  CONNECTION_REASONS,
  CONNECTION_STATUSES,
  DISCONNECT_REASONS,
  EXCHANGE_REASONS,
  EXCHANGE_STATES,
  FAILURE_REASONS,
  LOST_REASONS,
  RECEIPT_RESULTS,
  REFUSAL_REASONS,
} from './connections';
import { VAULT_ALARMS, WEB_ALARMS } from './notifications';
import { WITHDRAWAL_CHANNELS } from './withdrawals';

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
  /** What a CHECK says of one row; null where it does not know, which PostgreSQL lets pass. */
  async function check(constraint: string, row: string, values: unknown[]): Promise<boolean | null> {
    const { rows } = await owner.query<{ definition: string }>(
      'SELECT pg_get_constraintdef(oid) AS definition FROM pg_constraint WHERE conname = $1',
      [constraint],
    );
    const condition = String(rows[0]?.definition).replace(/^CHECK | NOT VALID$/g, '');
    const { rows: found } = await owner.query(
      `SELECT ${condition} AS fits FROM (SELECT ${row}) AS row`,
      values,
    );
    return found[0]?.fits;
  }

  it('on the reasons that a connection may have in each status, and that it has one where it is not active', async () => {
    const allowed: Record<string, readonly (string | null)[]> = {
      active: [null],
      needs_reconnect: LOST_REASONS,
      disconnected: DISCONNECT_REASONS,
    };
    const row = '$1::public.connection_status AS status, $2::public.connection_reason AS reason';
    for (const status of CONNECTION_STATUSES) {
      for (const reason of [...CONNECTION_REASONS, null]) {
        const fits = await check('connections_reason_fits_status', row, [status, reason]);
        expect([status, reason, fits]).toEqual([status, reason, allowed[status]?.includes(reason)]);
      }
    }
  });

  it('on the reasons that an exchange may have in each state', async () => {
    const allowed: Record<string, readonly (string | null)[]> = {
      refused: REFUSAL_REASONS,
      failed: FAILURE_REASONS,
      interrupted: [null, 'unreadable_answer'],
    };
    const row = '$1::public.exchange_state AS state, $2::text AS reason';
    for (const state of EXCHANGE_STATES) {
      for (const reason of [...EXCHANGE_REASONS, 'a new one', null]) {
        const fits = await check('exchanges_reason_fits_state', row, [state, reason]);
        expect([state, reason, fits]).toEqual([state, reason, (allowed[state] ?? [null]).includes(reason)]);
      }
    }
  });

  it('on what a receipt may say', async () => {
    for (const result of [...RECEIPT_RESULTS, null])
      expect(await check('connections_end_result_known', '$1::text AS end_result', [result])).toBe(true);
    expect(await check('connections_end_result_known', '$1::text AS end_result', ['ended'])).toBe(false);
  });

  it('on how a withdrawal can have come', async () => {
    for (const channel of WITHDRAWAL_CHANNELS)
      expect(await check('connection_withdrawals_channel', '$1::text AS channel', [channel])).toBe(true);
    expect(await check('connection_withdrawals_channel', '$1::text AS channel', ['fax'])).toBe(false);
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
