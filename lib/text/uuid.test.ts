import { describe, expect, it } from 'vitest';
import { idInAddress, readUuid } from './uuid';

const ID = '0b7b2c3e-7a44-4f0e-9a55-6d3a1c2b4d5e';

describe('a UUID from outside', () => {
  it.each([ID, ID.toUpperCase(), '0B7b2c3e-7a44-4F0e-9a55-6d3a1c2b4d5E'])('%s is one id', (given) => {
    expect(readUuid(given)).toBe(ID);
  });

  // The other spellings that PostgreSQL's own reader takes, and what a pattern may let through by mistake.
  it.each([
    '',
    ID.replaceAll('-', ''),
    `{${ID}}`,
    ` ${ID}`,
    `${ID}\n`,
    `${ID}0`,
    ID.slice(1),
    ID.replace('b', 'g'),
    'urn:uuid:0b7b2c3e-7a44-4f0e-9a55-6d3a1c2b4d5e',
    undefined,
    null,
    [ID],
  ])('%j is none', (given) => {
    expect(readUuid(given)).toBeUndefined();
  });

  it('in an address is one that an answer may lead to, whatever it is', () => {
    expect(idInAddress(ID.toUpperCase())).toBe(ID);
    expect(['x', 'a\0b', '\ud800', '../..'].map(idInAddress)).toEqual(['x', 'a%00b', '%EF%BF%BD', '..%2F..']);
  });
});
