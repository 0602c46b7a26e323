import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseReference, referenceOf } from './reference';

describe('a reference', () => {
  it.each([
    ['00000000-0000-4000-8000-000000000000', '0000-0000'],
    ['ffffffff-ffff-4fff-bfff-ffffffffffff', 'ZZZZ-ZZZZ'],
    ['9e1b1c6e-0f3a-4b52-9a62-5f5a6b0c1d2e', 'KRDH-RVGF'],
  ])('of %s is %s', (uuid, reference) => {
    expect(referenceOf(uuid)).toBe(reference);
  });

  it('leads back to a range that holds its UUID and to itself, however it is written', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.constantFrom('', '-', ' '), fc.boolean(), (uuid, mark, isLower) => {
        const reference = referenceOf(uuid);
        const misread = reference.replace('-', mark).replaceAll('0', 'o').replaceAll('1', 'l');
        const read = parseReference(isLower ? misread.toLowerCase() : ` ${misread.toUpperCase()} `);
        expect(read?.text).toBe(reference);
        expect(read !== undefined && read.first <= uuid && uuid <= read.last).toBe(true);
        expect(referenceOf(read?.last ?? '')).toBe(reference);
      }),
    );
  });

  it('has no letter that is taken for another', () => {
    fc.assert(fc.property(fc.uuid(), (uuid) => !/[ILOU]/.test(referenceOf(uuid))));
  });

  it.each(['', 'KRDH-RVG', 'KRDH-RVGFF', 'KRDH-RVGU', 'KRDH_RVGF', 'ада@-bank', 'KRDH-RVG\u0000'])(
    '%j is none',
    (written) => {
      expect(parseReference(written)).toBeUndefined();
    },
  );
});
