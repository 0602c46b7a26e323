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
