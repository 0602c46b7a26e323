import { describe, expect, it } from 'vitest';
import { errorCodeOf, shapeOf, shapeOfText } from './shape';

describe('a body without its values', () => {
  it('keeps names and types, one of a list, and no further than is useful', () => {
    const body = {
      amount: 12.5,
      isNew: true,
      none: null,
      details: { 'address.city': 'Berlin' },
      list: [{ id: 1 }, { id: 2 }],
      empty: [],
    };
    expect(shapeOf(body)).toEqual({
      amount: 'number',
      isNew: 'boolean',
      none: 'null',
      details: { 'address.city': 'string' },
      list: [{ id: 'number' }],
      empty: [],
    });
    const deep = JSON.parse(`${'{"a":'.repeat(9)}1${'}'.repeat(9)}`);
    expect(JSON.stringify(shapeOf(deep)).match(/"a"/g)).toHaveLength(6);
  });

  it.each([
    'ada@example.com',
    'eyJhbGciOiJIUzI1NiJ9',
    '4f3b1c2d-0000-4000-8000-000000000000',
    'Ada Lovelace',
    '12345678',
  ])('shows no key that may be a value: %s', (key) => {
    expect(shapeOf({ [key]: 1 })).toEqual({ '…': 'number' });
  });

  it('of what is no JSON there is none', () => {
    expect(shapeOfText('<html>')).toBeNull();
    expect(shapeOfText('')).toBeNull();
  });
});

it.each([
  ['{"error":"invalid_grant","error_description":"token abc1 of Ada"}', 'invalid_grant'],
  ['{"errors":[{"code":"NOT_ENOUGH_FUNDS","message":"Ada has 3"}]}', 'NOT_ENOUGH_FUNDS'],
  ['{"errors":[],"code":"error.field.missing"}', 'error.field.missing'],
  // what may be a token or a sentence is no code
  ['{"error":"eyJhbGciOiJIUzI1NiJ9"}', null],
  ['{"error":"Ada is not allowed"}', null],
  ['[]', null],
  ['no JSON', null],
])('the code in %s is %s', (text, code) => {
  expect(errorCodeOf(text)).toBe(code);
});
