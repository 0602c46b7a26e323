import { afterAll, beforeAll, expect, it } from 'vitest';
import { ACCESS_PURPOSES } from '#lib/contract/connections';
import type { VaultContext } from '#vault/runtime/context';
import { Harness } from '../testing/harness';
import { makePartitions } from './make-partitions';

let harness: Harness;
let vault: VaultContext;

beforeAll(async () => {
  harness = await Harness.start();
  vault = harness.vault();
  // the template of this database may be of yesterday, when tests run over midnight in UTC
  await makePartitions(vault);
});
afterAll(() => harness.close());

const tableOf = (daysAhead: number) =>
  `access_records_${new Date(Date.now() + daysAhead * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '')}`;

it('a record of a day without a partition is kept, and moves when two vaults make it at once', async () => {
  const missing = tableOf(2);
  await harness.owner.query(`DROP TABLE vault.${missing}`);
  await vault.database.pool.query(
    `INSERT INTO vault.access_records (at, connection_id, api_key_id, purpose, request_id)
     SELECT now() + n * interval '1 day', gen_random_uuid(), 'k', unnest($1::text[]), 'r' FROM generate_series(0, 2) n`,
    [ACCESS_PURPOSES],
  );
  const counts = async (table: string) =>
    (await harness.owner.query(`SELECT count(*)::int AS n FROM vault.${table}`)).rows[0].n;
  expect(await counts('access_records_default')).toBe(ACCESS_PURPOSES.length);
  const made = await Promise.all([makePartitions(vault), makePartitions(harness.vault())]);
  expect(made.map((each) => each.made).sort()).toEqual([0, 1]);
  expect(await counts('access_records_default')).toBe(0);
  expect(await counts(missing)).toBe(ACCESS_PURPOSES.length);
  expect(await counts('access_records')).toBe(3 * ACCESS_PURPOSES.length);
});

it('the vault writes and reads records; it changes and deletes none', async () => {
  for (const act of [
    `UPDATE vault.access_records SET api_key_id = 'another'`,
    'DELETE FROM vault.access_records',
  ]) {
    await expect(vault.database.pool.query(act)).rejects.toMatchObject({ code: '42501' });
  }
});

it('each day of a month has the partition of its name, from midnight to midnight in UTC, over the end of the month too', async () => {
  await harness.owner.query(
    `SET TimeZone = 'Pacific/Auckland'; SELECT vault.make_access_partitions(31); SET TimeZone = 'UTC'`,
  );
  const { rows } = await harness.owner.query<{ name: string; bounds: string }>(
    `SELECT c.relname AS name, pg_get_expr(c.relpartbound, c.oid) AS bounds FROM pg_inherits AS i
       JOIN pg_class AS c ON c.oid = i.inhrelid WHERE i.inhparent = 'vault.access_records'::regclass ORDER BY c.relname`,
  );
  const midnight = (days: number) =>
    `${new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)} 00:00:00+00`;
  const expected = Array.from({ length: 32 }, (_, days) => ({
    name: tableOf(days),
    bounds: `FOR VALUES FROM ('${midnight(days)}') TO ('${midnight(days + 1)}')`,
  }));
  expect(rows).toEqual(expect.arrayContaining(expected));
});
