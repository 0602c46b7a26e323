import { expect, it } from 'vitest';
import { parseExactJson } from './exact-json.js';

it('keeps every digit of a 64-bit id, as a string', () => {
  expect(
    parseExactJson('{"id":9007199254740993017,"short":30000001,"negative":-9007199254740993017}'),
  ).toEqual({
    id: '9007199254740993017',
    short: 30000001,
    negative: '-9007199254740993017',
  });
});

it('leaves what no double rounds, fractions, exponents and text as they are', () => {
  const text =
    '{"a":9007199254740991,"b":0.12345678901234567,"c":1.5e300,"d":"say \\"9007199254740993017\\"","e":[1000000000000000]}';
  expect(parseExactJson(text)).toEqual(JSON.parse(text));
});

it('refuses what is no JSON', () => {
  expect(() => parseExactJson('{"id":')).toThrow(SyntaxError);
});
