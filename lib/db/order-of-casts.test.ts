import { expect, it } from 'vitest';
import { sqlSources } from '#test/sql-sources';

// "SELECT id::text … ORDER BY id" is in the order of the text: PostgreSQL names the column that is selected `id` as well, and
// ORDER BY takes that one first. Numbers are then in the order of their digits, and no index of `id` helps.
const SELECTED =
  /\bSELECT\b((?:(?!\bSELECT\b|[`;]).)*?)\bFROM\b(?:(?!\bSELECT\b|[`;]).)*?\bORDER BY\b([^`;)]*)/gs;

const found = (text: string): string[] =>
  [...text.matchAll(SELECTED)].flatMap(([, columns = '', order = '']) =>
    [...columns.matchAll(/(?:^|,)\s*(?:\w+\.)?(\w+)::text(?:\s+AS\s+"?\1"?(?!\w))?\s*(?=,|$)/g)]
      .map(([, name = '']) => name)
      .filter((name) => new RegExp(`(^|,)\\s*${name}\\s*(,|$|\\b[A-Z])`).test(order)),
  );

it('no statement of the product orders by the text of a column that it selects, where the column is meant', () => {
  const files = sqlSources();
  expect(files.length).toBeGreaterThan(200);
  expect(files.flatMap(({ file, text }) => found(text).map((name) => `${file}: ${name}`))).toEqual([]);
});

it.each([
  'SELECT sequence::text, mac FROM seals ORDER BY sequence DESC LIMIT 1',
  'SELECT (SELECT id::text FROM a WHERE id > $1 ORDER BY id LIMIT 1) AS last',
  'SELECT a.name, a.id::text FROM a ORDER BY name, id',
  'SELECT id::text AS "id" FROM a ORDER BY id',
])('%s would be seen', (statement) => {
  expect(found(statement)).toHaveLength(1);
});

it.each([
  'SELECT s.sequence::text FROM seals AS s ORDER BY s.sequence',
  'SELECT id::text AS "grantId" FROM grants ORDER BY id',
  'SELECT id FROM grants WHERE id::text = $1 ORDER BY id',
  // in an expression a name is the table's
  "SELECT state::text FROM grants ORDER BY state = 'settled'",
])('%s is none', (statement) => {
  expect(found(statement)).toEqual([]);
});
