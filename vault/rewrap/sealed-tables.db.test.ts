import { afterAll, beforeAll, expect, it } from 'vitest';
import { Harness, UNHURRIED } from '../testing/harness';

import { countByKey, countOfKey, SEALED_TABLES } from './sealed-tables';

let harness: Harness;

beforeAll(async () => {
  harness = await Harness.start();
});
afterAll(() => harness.close());

/** Tables that name a ring key and have no data key, and why. */
const NO_DATA_KEY: Readonly<Record<string, string>> = {
  'vault.audit_seals': 'a MAC of the chain names the key it was made with; it is never made again',
  'public.audit_heads': 'a head of the trail names the key that signed it',
};

it('no table with a wrapped data key is missing from the list of sealed tables', async () => {
  const { rows } = await harness.owner.query<{ name: string }>(
    `SELECT DISTINCT table_schema || '.' || table_name AS name
     FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
     WHERE column_name IN ('key_id', 'wrapped_key') AND table_schema IN ('public', 'vault') AND table_type = 'BASE TABLE'`,
  );
  const found = rows.map(({ name }) => name).filter((name) => !(name in NO_DATA_KEY));
  expect(found.toSorted()).toEqual(SEALED_TABLES.map(({ name }) => name).toSorted());
});

it('counts records by ring key, in each table, with the rights of the vault', async () => {
  const vault = harness.vault({ deadlines: UNHURRIED });
  expect(await countByKey(vault.database.pool)).toEqual([]);
  await harness.link(vault);
  await harness.link(vault);
  expect(await countByKey(vault.database.pool)).toEqual([{ table: 'vault.grants', keyId: 'k1', count: 2 }]);
  expect(await countOfKey(vault.database.pool, 'k1')).toBe(2);
  expect(await countOfKey(vault.database.pool, 'k2')).toBe(0);
});
