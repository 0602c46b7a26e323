import { LosslessNumber } from 'lossless-json';
import type { Currency } from './currencies';
import { type Decimal, decimalText, readDecimal, rescale } from './decimal';

/** Money in the smallest unit of its currency. */
export type Amount = { units: bigint; currency: Currency };

/** Undefined when the literal is no number, or has more digits than the currency. */
export function readAmount(literal: string, currency: Currency): Amount | undefined {
  const decimal = readDecimal(literal);
  if (!decimal) return undefined;
  const { units } = rescale(decimal, currency.decimals);
  const isExact = rescale({ units, scale: currency.decimals }, decimal.scale).units === decimal.units;
  return isExact || decimal.scale <= currency.decimals ? { units, currency } : undefined;
}

/** For amounts that stand in this source. Throws when one is wrong. */
export function amount(literal: string, currency: Currency): Amount {
  const read = readAmount(literal, currency);
  if (!read) throw new RangeError(`"${literal}" is no amount of ${currency.code}.`);
  return read;
}

export function decimalOf({ units, currency }: Amount): Decimal {
  return { units, scale: currency.decimals };
}

export function amountText(amount: Amount): string {
  return decimalText(decimalOf(amount));
}

/** `{"value": 310.86, "currency": "EUR"}`, the value as an exact JSON number. */
export function wireAmount(amount: Amount) {
  return { value: wireNumber(amount), currency: amount.currency.code };
}

export function wireNumber(amount: Amount): LosslessNumber {
  return new LosslessNumber(amountText(amount));
}

export function wireDecimal(decimal: Decimal): LosslessNumber {
  return new LosslessNumber(decimalText(decimal));
}

export function negative({ units, currency }: Amount): Amount {
  return { units: -units, currency };
}
