import type { Amount } from '#emulator/kernel/store/money/amount';
import type { Currency } from '#emulator/kernel/store/money/currencies';
import type { Quote } from '#emulator/kernel/store/money/quotes';
import { feeOf, withFee } from '../money/fees';
import { convert, convertBack, rateBetween } from '../money/rates';

type Price = Pick<Quote, 'source' | 'target' | 'fee' | 'rate' | 'provided'>;

/** What arrives when `source` is sent. Undefined: the fee leaves nothing. */
export function priceOfSource(source: Amount, to: Currency): Price | undefined {
  const fee = feeOf(source);
  const rate = rateBetween(source.currency, to);
  const target = convert({ ...source, units: source.units - fee.units }, rate, to);
  return target.units > 0n ? { source, target, fee, rate, provided: 'SOURCE' } : undefined;
}

/** What has to be sent so that `target` arrives. */
export function priceOfTarget(target: Amount, from: Currency): Price {
  const rate = rateBetween(from, target.currency);
  const converted = convertBack(target, rate, from);
  const source = withFee(converted);
  const fee = { ...source, units: source.units - converted.units };
  return { source, target, fee, rate, provided: 'TARGET' };
}
