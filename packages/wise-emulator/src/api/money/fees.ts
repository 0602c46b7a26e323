import type { Amount } from '#emulator/kernel/store/money/amount';
import { type Currency, findCurrency } from '#emulator/kernel/store/money/currencies';
import { rescale } from '#emulator/kernel/store/money/decimal';
import { convert, rateBetween } from './rates';

// Made up, and the same for every route: a quarter of a dollar and 0.43 % of what is sent.
const VARIABLE = { units: 43n, scale: 4 };
const FIXED_CENTS = 25n;

/** What Wise takes from `source` before the rest is converted. */
export function feeOf(source: Amount): Amount {
  const variable = rescale(
    { units: source.units * VARIABLE.units, scale: source.currency.decimals + VARIABLE.scale },
    source.currency.decimals,
  );
  return { units: variable.units + fixedFee(source.currency), currency: source.currency };
}

/** What has to be sent so that `left` is left when the fee is off: never less than enough. */
export function withFee(left: Amount): Amount {
  const whole = 10n ** BigInt(VARIABLE.scale);
  const top = (left.units + fixedFee(left.currency)) * whole;
  const bottom = whole - VARIABLE.units;
  return { units: (top + bottom - 1n) / bottom, currency: left.currency };
}

function fixedFee(currency: Currency): bigint {
  const dollar = findCurrency('USD');
  if (!dollar) throw new RangeError('There is no dollar.');
  return convert({ units: FIXED_CENTS, currency: dollar }, rateBetween(dollar, currency), currency).units;
}
