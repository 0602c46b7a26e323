import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isStorable, toStorable } from './storable';

describe('text that PostgreSQL stores as it is', () => {
  it.each(['', 'Ada', 'é', '👩‍👩‍👧', 'two\nlines', '\ufffd'])('%j is such text', (text) => {
    expect(isStorable(text)).toBe(true);
  });

  it.each(['\0', 'a\0b', '\ud800', 'a\udc00b', '\udc00\ud800'])('%j is not', (text) => {
    expect(isStorable(text)).toBe(false);
  });
});

describe('what a person wrote', () => {
  it('is made storable, and keeps its lines where it may', () => {
    expect(toStorable(' a\0b\r\nc\rd\ud800 ')).toBe('a b c d\ufffd');
    expect(toStorable(' a\0b\r\nc\rd\ud800 ', { keepsLines: true })).toBe('a b\nc\nd\ufffd');
    expect(toStorable('e\u0301')).toBe('é');
  });

  it('is storable whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (text, keepsLines) => {
        const mended = toStorable(text, { keepsLines });
        expect(isStorable(mended)).toBe(true);
        expect(toStorable(mended, { keepsLines })).toBe(mended);
      }),
    );
  });
});
