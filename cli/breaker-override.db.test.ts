import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { carryOut, readOrder, run } from '#cli/breaker-override';
import { type Database, openDatabase } from '#lib/db/client';
import { createTestDatabase, type TestDatabase } from '#test/database/test-database';
import { withClient } from '../scripts/db/roles.mjs';

let test: TestDatabase;
let database: Database;
beforeAll(async () => {
  test = await createTestDatabase();
  database = openDatabase(test.vaultUrl, { applicationName: 'test', max: 2 });
});
afterAll(async () => {
  await database.close();
  await test.drop();
});

const rows = (sql: string) => withClient(test.ownerUrl, async (owner) => (await owner.query(sql)).rows);

describe('npm run breaker:override', () => {
  it('accepts the refusals of one environment until a time by the database’s clock, and takes it back; both are audited', async () => {
    const accept = { act: 'accept', environment: 'production', hours: 2 } as const;
    const text = await carryOut(database, accept, 'operator');
    const [override] = await rows(
      `SELECT environment, until, until BETWEEN now() + interval '119 minutes' AND now() + interval '2 hours' AS "isRight"
       FROM vault.brake_lifts`,
    );
    expect(override).toMatchObject({ environment: 'production', isRight: true });
    expect(text).toContain(
      `Until ${override?.until.toISOString()} every refusal of Wise in production is believed`,
    );
    await carryOut(database, { ...accept, hours: 24 }, 'operator');
    expect(await rows('SELECT environment FROM vault.brake_lifts')).toHaveLength(1);

    const end = { act: 'end', environment: 'production' } as const;
    expect(await carryOut(database, end, 'operator')).toContain('count again');
    expect(await carryOut(database, end, 'operator')).toContain('nothing was changed');
    expect(await rows('SELECT * FROM vault.brake_lifts')).toEqual([]);
    const operator = { actor_kind: 'operator', actor_id: 'operator', environment: 'production' };
    expect(
      await rows('SELECT action, actor_kind, actor_id, environment, detail FROM audit_entries ORDER BY id'),
    ).toEqual([
      { action: 'grants.refusals_accepted', ...operator, detail: { hours: 2 } },
      { action: 'grants.refusals_accepted', ...operator, detail: { hours: 24 } },
      { action: 'grants.refusals_braked', ...operator, detail: {} },
    ]);
  });

  it('gives no permission for an environment that is not set up, and takes one back there', async () => {
    const place = {
      ownerUrl: async () => test.ownerUrl,
      vaultSettings: async () => ({ VAULT_DATABASE_URL: test.vaultUrl, WISE_SANDBOX_CLIENT_ID: 'client' }),
      operator: 'ann',
    };
    const refusal = { exitCode: 1, text: expect.stringContaining('WISE_PRODUCTION_CLIENT_ID') };
    expect(await run(['production'], place)).toEqual(refusal);
    expect(await rows('SELECT * FROM vault.brake_lifts')).toEqual([]);
    expect(await run(['sandbox'], place)).toMatchObject({ exitCode: 0 });
    await carryOut(database, { act: 'accept', environment: 'production', hours: 1 }, 'before');
    expect(await run(['production', '--end'], place)).toMatchObject({ exitCode: 0 });
    expect(await rows('SELECT environment FROM vault.brake_lifts')).toEqual([{ environment: 'sandbox' }]);
  });

  it('takes an hour when nothing else is said', () => {
    expect(readOrder(['sandbox'])).toEqual({ act: 'accept', environment: 'sandbox', hours: 1 });
    expect(readOrder(['production', '--hours', '24'])).toMatchObject({ hours: 24 });
    expect(readOrder(['production', '--end'])).toEqual({ act: 'end', environment: 'production' });
  });

  it.each([
    [[], 'usage'],
    [['live'], 'usage'],
    [['sandbox', 'production'], 'usage'],
    [['production', '--hours', '0'], '--hours'],
    [['production', '--hours', '25'], '--hours'],
    [['production', '--hours', '1.5'], '--hours'],
    [['production', '--hours', '-1'], 'usage'],
    [['production', '--hours', '2', '--end'], 'usage'],
    [['production', '--for-ever'], 'usage'],
  ])('%j is answered with what is wrong', (args, wanted) => {
    expect(readOrder(args)).toEqual({ problem: expect.stringContaining(wanted) });
  });
});
