import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { storableName } from './storable-name';

const FORBIDDEN = /[\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069\uFEFF]/u;

describe('storableName', () => {
  it.each([
    ['Ada Lovelace', 'Ada Lovelace'],
    ['  Ada\t\n Lovelace ', 'Ada Lovelace'],
    ['Zoe\u0301 & Søn <b>GmbH</b>', 'Zoé & Søn <b>GmbH</b>'],
    ['Ada\u0000Lovelace\u0007', 'AdaLovelace'],
    ['Ada \u202Eecalevol\u202C', 'Ada ecalevol'],
    ['Ada \ud800 Lovelace', 'Ada Lovelace'],
    ['株式会社 例 👩‍👩‍👧', '株式会社 例 👩‍👩‍👧'],
    ['', 'Unnamed profile'],
    [' \u0000\u202E ', 'Unnamed profile'],
    [null, 'Unnamed profile'],
    [undefined, 'Unnamed profile'],
    [12, 'Unnamed profile'],
    [['Ada'], 'Unnamed profile'],
  ])('makes %j into %j', (given, expected) => {
    expect(storableName(given)).toBe(expected);
  });

  it('keeps 200 characters and never half of one', () => {
    expect(Array.from(storableName('👩'.repeat(300)))).toHaveLength(200);
    expect(storableName('x'.repeat(10_000_000))).toHaveLength(200);
  });

  it('never fails, and never lets through what PostgreSQL or a page cannot carry', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (given) => {
        const name = storableName(given);
        expect(name).not.toMatch(FORBIDDEN);
        expect(name.isWellFormed()).toBe(true);
        expect(name).toBe(name.normalize('NFC'));
        expect(Array.from(name).length).toBeGreaterThan(0);
        expect(Array.from(name).length).toBeLessThanOrEqual(200);
      }),
    );
  });
});
