import { describe, expect, it } from 'vitest';
import { csv } from './csv';

const cell = (text: string) => csv([[text]]);

describe('CSV for spreadsheets', () => {
  it.each([
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '\tx',
    '\r=1',
    '＝1',
    '＋1',
    '－1',
    '＠1',
    ' =1',
    '\n=1',
    '\u00a0@x',
    '=cmd|"/c calc"!A1',
  ])('gives %j no chance to be a formula', (text) => {
    const [, inside] = /^"?(.*?)"?\r\n$/su.exec(cell(text)) ?? [];
    expect(inside?.startsWith("'")).toBe(true);
  });

  it.each([
    ['Ada;=cmd|"/c calc"!A1', `Ada;'=cmd|"/c calc"!A1`],
    ['Ada; -1', "Ada; '-1"],
    ['Ada;"=1"', `Ada;"'=1"`],
    ['a\n@b', "a\n'@b"],
    ['a;b;＝1', "a;b;'＝1"],
  ])('gives %j no chance to be one where a semicolon parts cells', (text, given) => {
    expect(cell(text)).toContain(given.replaceAll('"', '""'));
  });

  it('leaves names, addresses and times as they are', () => {
    expect(csv([['Ada O’Neil-Smith', 'a=b@example.com', '2026-11-28T10:00:00.000Z', '']])).toBe(
      'Ada O’Neil-Smith,a=b@example.com,2026-11-28T10:00:00.000Z,\r\n',
    );
  });

  it('quotes what would end a cell or a row', () => {
    expect(csv([['a,b', 'c"d', 'e\r\nf']])).toBe('"a,b","c""d","e\r\nf"\r\n');
  });

  it('begins with the names, and with a mark that says UTF-8', () => {
    expect(csv([], ['id', 'name'])).toBe('\u{feff}id,name\r\n');
    expect(csv([])).toBe('');
  });
});
