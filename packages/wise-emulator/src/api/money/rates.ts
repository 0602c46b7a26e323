import { type Amount, decimalOf } from '#emulator/kernel/store/money/amount';
import type { Currency } from '#emulator/kernel/store/money/currencies';
import {
  type Decimal,
  divide,
  multiply,
  power,
  readDecimal,
  rescale,
} from '#emulator/kernel/store/money/decimal';

const DAY_MS = 86_400_000;
const SIGNIFICANT_DIGITS = 6;

/**
 * What one unit of `source` is worth in `target`. It stands still while the emulator runs, so that quotes and tests
 * agree; days gone by had their own, up to a hundredth away and always the same.
 */
export function rateBetween(source: Currency, target: Currency, daysAgo = 0): Decimal {
  const cross = divide(perDollar(target), perDollar(source), 12);
  if (source.code === target.code) return { units: 1n, scale: 0 };
  const wave = BigInt(((daysAgo * 37) % 201) - (daysAgo === 0 ? 0 : 100));
  return significant(multiply(cross, { units: 10_000n + wave, scale: 4 }));
}

/** Whole days from `then` to `now`; 0 for today and for the future. */
export function daysBetween(then: number, now: number): number {
  return Math.max(0, Math.floor((now - then) / DAY_MS));
}

export function convert(amount: Amount, rate: Decimal, target: Currency): Amount {
  return { units: rescale(multiply(decimalOf(amount), rate), target.decimals).units, currency: target };
}

/** What has to be converted so that `amount` comes out: never less than enough. */
export function convertBack(amount: Amount, rate: Decimal, source: Currency): Amount {
  const top = amount.units * power(source.decimals + rate.scale);
  const bottom = rate.units * power(amount.currency.decimals);
  return { units: (top + bottom - 1n) / bottom, currency: source };
}

function perDollar({ perDollar: literal }: Currency): Decimal {
  const decimal = readDecimal(literal);
  if (!decimal) throw new RangeError(`"${literal}" is no rate.`);
  return decimal;
}

function significant(decimal: Decimal): Decimal {
  const digits = decimal.units.toString().length;
  const wanted = decimal.scale - (digits - SIGNIFICANT_DIGITS);
  return rescale(decimal, Math.max(0, wanted));
}
