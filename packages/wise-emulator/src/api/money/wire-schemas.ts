import { isLosslessNumber } from 'lossless-json';
import * as z from 'zod';
import { readAmount } from '#emulator/kernel/store/money/amount';
import { type Currency, findCurrency } from '#emulator/kernel/store/money/currencies';

/** An id of 64 bits: a JSON number, or its digits in quotes (assumed: as Wise's JSON reader does). */
export const wireId = z.unknown().transform((value, context): string => {
  const digits = literalOf(value);
  if (digits !== undefined && /^\d{1,19}$/.test(digits)) return digits;
  return refuse(context, 'must be an id');
});

export const wireCurrency = z.unknown().transform((value, context): Currency => {
  const found = typeof value === 'string' ? findCurrency(value) : undefined;
  return found ?? refuse(context, 'must be the code of a currency');
});

/** One of these words, in any case. */
export function wireWord<const Words extends readonly [string, ...string[]]>(words: Words) {
  return z
    .string()
    .transform((word) => findWord(words, word) ?? word)
    .pipe(z.enum(words));
}

/** `word` as it stands among `words`, whatever its case. */
export function findWord<Word extends string>(words: readonly Word[], word: string): Word | undefined {
  return words.find((each) => each.toLowerCase() === word.toLowerCase());
}

/** A positive decimal as its literal; `amountIn` reads it once the currency is known. */
export const wireNumber = z.unknown().transform((value, context): string => {
  const literal = literalOf(value);
  return literal ?? refuse(context, 'must be a number');
});

/** Undefined when it is not positive, has more digits than the currency, or more than fifteen before the point. */
export function positiveAmount(literal: string, currency: Currency) {
  const amount = readAmount(literal, currency);
  const tooMuch = 10n ** BigInt(15 + currency.decimals);
  return amount && amount.units > 0n && amount.units < tooMuch ? amount : undefined;
}

function literalOf(value: unknown): string | undefined {
  if (isLosslessNumber(value)) return value.toString();
  return typeof value === 'string' ? value : undefined;
}

function refuse(context: z.core.$RefinementCtx<unknown>, message: string): never {
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
}
