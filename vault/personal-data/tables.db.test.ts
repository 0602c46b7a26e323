import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withClient } from '#scripts/db/roles';
import { createTestDatabase, type TestDatabase } from '#test/database/test-database';
import { OTHER_TABLES } from './other-tables';
import { PERSONAL_TABLES } from './tables';

type Column = { schema: string; table: string; column: string; type: string };

let database: TestDatabase;
let columns: Column[];

beforeAll(async () => {
  database = await createTestDatabase();
  columns = await withClient(database.ownerUrl, async (owner) => {
    const { rows } = await owner.query<Column>(
      `SELECT n.nspname AS schema, c.relname AS table, a.attname AS column, format_type(a.atttypid, NULL) AS type
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
       WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname !~ '^_' AND a.attnum > 0 AND NOT a.attisdropped
         AND n.nspname IN ('public', 'vault') ORDER BY 1, 2, 3`,
    );
    return rows;
  });
});
afterAll(() => database.drop());

const ofTable = (name: string) => columns.filter(({ table }) => table === name);

describe('what is kept of a person', () => {
  it('has a word about every table, so that a new one that names a customer is not forgotten', () => {
    const named = [...PERSONAL_TABLES.map(({ table }) => table), ...Object.keys(OTHER_TABLES)];
    expect(named.toSorted()).toEqual([...new Set(columns.map(({ table }) => table))].toSorted());
  });

  it('looks for its tables where they are', () => {
    const wrong = PERSONAL_TABLES.filter(({ schema, table }) => ofTable(table)[0]?.schema !== schema);
    expect(wrong).toEqual([]);
  });

  it('takes no table for somebody else’s that has a column for a customer or an address', () => {
    const naming = columns.filter(
      ({ table, column }) =>
        Object.hasOwn(OTHER_TABLES, table) && /customer|^email$|attempt|registration|^subject/.test(column),
    );
    // colleagues have addresses and subjects too
    expect(naming.filter(({ table }) => !table.startsWith('staff'))).toEqual([]);
  });

  it('is described, table by table, for whoever reads an export', () => {
    const page = readFileSync(path.resolve(import.meta.dirname, '../../docs/person-export.md'), 'utf8');
    const described = [...page.matchAll(/^\| `(\w+)` \| ([^|]+) \| /gm)].map(([, table, what]) => [
      table,
      what,
    ]);
    expect(described.filter(([table]) => ofTable(String(table)).length > 0)).toEqual(
      PERSONAL_TABLES.map(({ table, what }) => [table, what]),
    );
  });

  it('withholds no column that is not there, and every one of bytes: sealed, or a hash', () => {
    for (const { table, withheld = {} } of PERSONAL_TABLES) {
      const names = ofTable(table).map(({ column }) => column);
      expect(
        Object.keys(withheld).filter((column) => !names.includes(column)),
        table,
      ).toEqual([]);
      const bytes = ofTable(table).filter(({ column, type }) => type === 'bytea' && !(column in withheld));
      expect(bytes, table).toEqual([]);
    }
  });
});
