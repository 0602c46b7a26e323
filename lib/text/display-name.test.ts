import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toDisplayName } from './display-name';

const FORBIDDEN = /[\p{Cc}\p{Cs}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/u;

describe('a name from outside', () => {
  it.each([
    ['Ada Lovelace', 'Ada Lovelace'],
    ['  Ada\t\n Lovelace ', 'Ada Lovelace'],
    ['Zoe\u0301 & Søn <b>GmbH</b>', 'Zoé & Søn <b>GmbH</b>'],
    ['Ada\u0000Lovelace\u0007', 'AdaLovelace'],
    ['Ada \u202Eecalevol\u202C', 'Ada ecalevol'],
    ['Ada \ud800 Lovelace', 'Ada Lovelace'],
    ['株式会社 例 👩‍👩‍👧', '株式会社 例 👩‍👩‍👧'],
    ['\u200Fעדה\u200E (Ltd)', 'עדה (Ltd)'],
    ['', undefined],
    [' \u0000\u202E ', undefined],
  ])('makes %j into %j', (given, expected) => {
    expect(toDisplayName(given)).toBe(expected);
  });

  it('keeps 200 characters and never half of one', () => {
    expect(Array.from(toDisplayName('👩'.repeat(300)) ?? '')).toHaveLength(200);
    expect(toDisplayName('x'.repeat(10_000_000))).toHaveLength(200);
  });

  it('never fails, and never lets through what PostgreSQL or a page cannot carry', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (given) => {
        const name = toDisplayName(given);
        if (name === undefined) return;
        expect(name).not.toMatch(FORBIDDEN);
        expect(name.isWellFormed()).toBe(true);
        expect(name).toBe(name.normalize('NFC'));
        expect(Array.from(name).length).toBeGreaterThan(0);
        expect(Array.from(name).length).toBeLessThanOrEqual(200);
      }),
    );
  });
});
