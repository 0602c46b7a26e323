import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amountText, readAmount } from '#emulator/kernel/store/money/amount';
import { CURRENCIES, type Currency, findCurrency } from '#emulator/kernel/store/money/currencies';
import { decimalText, divide, readDecimal, rescale } from '#emulator/kernel/store/money/decimal';
import { convert, convertBack, daysBetween, rateBetween } from './rates';

function known(code: string): Currency {
  const found = findCurrency(code);
  if (!found) throw new Error(code);
  return found;
}
const [GBP, EUR, JPY, USD] = ['GBP', 'EUR', 'JPY', 'USD'].map(known) as [
  Currency,
  Currency,
  Currency,
  Currency,
];

describe('a decimal', () => {
  it.each([
    ['0', '0'],
    ['100.00', '100'],
    ['310.86', '310.86'],
    ['-0.050', '-0.05'],
    ['1e2', '100'],
    ['12.5E-1', '1.25'],
    ['9007199254740993.01', '9007199254740993.01'],
  ])('%s is read and written exactly', (literal, text) => {
    expect(decimalText(readDecimal(literal) ?? { units: -1n, scale: 0 })).toBe(text);
  });

  it.each(['', 'abc', '1.', '.5', '1,5', '0x10', 'NaN', '1e400', '--1'])('"%s" is none', (text) => {
    expect(readDecimal(text)).toBeUndefined();
  });

  it.each([
    ['2.005', 2, '2.01'],
    ['-2.005', 2, '-2.01'],
    ['2.004', 2, '2'],
    ['7', 3, '7'],
  ])('%s with %i digits is %s', (literal, scale, text) => {
    const decimal = readDecimal(literal);
    expect(decimal && decimalText(rescale(decimal, scale))).toBe(text);
  });

  it('is divided to any number of digits', () => {
    expect(decimalText(divide({ units: 2n, scale: 0 }, { units: 3n, scale: 0 }, 5))).toBe('0.66667');
  });
});

describe('an amount', () => {
  it('has no more digits than its currency', () => {
    const read = ['12.34', '12.3', '12.340', '12.345'].map((text) => readAmount(text, EUR)?.units);
    expect(read).toEqual([1234n, 1230n, 1234n, undefined]);
    expect([readAmount('12', JPY)?.units, readAmount('12.5', JPY)]).toEqual([12n, undefined]);
  });

  it('keeps every cent however large', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }), (units) => {
        expect(readAmount(amountText({ units, currency: GBP }), GBP)?.units).toBe(units);
      }),
    );
  });
});

describe('rates', () => {
  it('stand still today, and differ a little on another day', () => {
    const today = rateBetween(GBP, EUR);
    expect(decimalText(today)).toBe('1.15934');
    expect(rateBetween(GBP, EUR)).toEqual(today);
    const before = Array.from({ length: 300 }, (_, at) => Number(decimalText(rateBetween(GBP, EUR, at + 1))));
    for (const rate of before) expect(Math.abs(rate / 1.15934 - 1)).toBeLessThanOrEqual(0.01001);
    expect(new Set(before).size).toBeGreaterThan(100);
    expect(decimalText(rateBetween(JPY, JPY, 9))).toBe('1');
  });

  it('days are whole, and never less than none', () => {
    expect([daysBetween(0, 86_399_999), daysBetween(0, 86_400_000), daysBetween(5, 0)]).toEqual([0, 1, 0]);
  });

  it('what is converted back and forth is enough, and less than a unit too much', () => {
    const codes = CURRENCIES.map(({ code }) => code);
    fc.assert(
      fc.property(
        fc.constantFrom(...codes),
        fc.constantFrom(...codes),
        fc.bigInt({ min: 1n, max: 10n ** 12n }),
        (from, to, units) => {
          const [source, target] = [known(from), known(to)];
          const rate = rateBetween(source, target);
          const wanted = { units, currency: target };
          const needed = convertBack(wanted, rate, source);
          expect(convert(needed, rate, target).units).toBeGreaterThanOrEqual(units);
          const less = { units: needed.units - 1n, currency: source };
          // Half a unit may still be rounded up.
          expect(convert(less, rate, target).units).toBeLessThanOrEqual(units);
        },
      ),
    );
    expect(USD.decimals).toBe(2);
  });
});
