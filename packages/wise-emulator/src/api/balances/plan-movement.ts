import type { Answer } from '#emulator/kernel/http/answer';
import { invalidField } from '#emulator/kernel/http/problem';
import type { EmulatorState } from '#emulator/kernel/state';
import { type Amount, negative, wireAmount } from '#emulator/kernel/store/money/amount';
import type { Balance, Posting } from '#emulator/kernel/store/money/balance-book';
import type { Currency } from '#emulator/kernel/store/money/currencies';
import type { Decimal } from '#emulator/kernel/store/money/decimal';
import { conversion } from '#emulator/kernel/store/money/entries';
import { type Quote, statusOf } from '#emulator/kernel/store/money/quotes';
import { positiveAmount } from '../money/wire-schemas';
import { quoteNotFound } from '../quotes/quote-not-found';

/** Either a quote, or an amount and both balances. */
export type AskedMovement = {
  quoteId?: string | null | undefined;
  sourceBalanceId?: string | null | undefined;
  targetBalanceId?: string | null | undefined;
  amount?: { value: string; currency: Currency } | null | undefined;
};

export type Planned = {
  type: 'CONVERSION' | 'DEPOSIT' | 'WITHDRAWAL';
  from: Balance;
  to: Balance;
  source: Amount;
  target: Amount;
  fee: Amount;
  rate: Decimal;
  quote: Quote | undefined;
  channel: string;
  postings(id: string): [Posting, Posting];
};

/** By a quote that pays out to a balance: between the balances that are named, or the ordinary ones. */
export function planConversion(
  state: EmulatorState,
  profileId: string,
  { quoteId, sourceBalanceId, targetBalanceId }: AskedMovement,
  now: number,
): Planned | Answer {
  const quote = state.quotes.find(profileId, quoteId ?? '', now);
  if (!quote || statusOf(quote, now) === 'EXPIRED') return quoteNotFound(422, 'quoteId');
  if (quote.payOut !== 'BALANCE') return invalidField('quoteId', 'the quote does not pay out to a BALANCE');
  const status = statusOf(quote, now);
  if (status !== 'PENDING') return invalidField('quoteId', `the quote is ${status}`);
  const { source, target, fee, rate } = quote;
  const balanceFor = ({ currency }: Amount, id: string | null | undefined) => {
    if (id == null) return state.balances.standard(profileId, currency);
    const named = state.balances.find(profileId, id);
    return named?.currency.code === currency.code ? named : undefined;
  };
  const [from, to] = [balanceFor(source, sourceBalanceId), balanceFor(target, targetBalanceId)];
  if (!from) return invalidField('sourceBalanceId', `no balance in ${source.currency.code}`);
  if (!to) return invalidField('targetBalanceId', `no balance in ${target.currency.code}`);
  if (from === to) return invalidField('targetBalanceId', 'another balance than the source');
  const parts = { source, target, fee, rate };
  return {
    ...parts,
    type: 'CONVERSION',
    from,
    to,
    quote,
    channel: 'CONVERSION',
    postings: (id) => conversion({ ...parts, id }),
  };
}

/** As it is: into a jar of the same currency, or out of one. */
export function planMove(
  { balances }: EmulatorState,
  profileId: string,
  { sourceBalanceId, targetBalanceId, amount: asked }: AskedMovement,
): Planned | Answer {
  const [from, to] = [sourceBalanceId, targetBalanceId].map((id) => balances.find(profileId, id ?? ''));
  if (!from) return invalidField('sourceBalanceId', 'no balance of this profile');
  if (!to || to === from) return invalidField('targetBalanceId', 'no other balance of this profile');
  if (to.currency.code !== from.currency.code)
    return invalidField('quoteId', 'other currencies want a quote');
  if (asked?.currency.code !== from.currency.code) {
    return invalidField('amount.currency', `the balances are in ${from.currency.code}`);
  }
  const amount = positiveAmount(asked.value, from.currency);
  if (!amount) return invalidField('amount.value', `must be a positive amount of ${from.currency.code}`);
  return {
    type: to.type === 'SAVINGS' ? 'DEPOSIT' : 'WITHDRAWAL',
    from,
    to,
    source: amount,
    target: amount,
    fee: { ...amount, units: 0n },
    rate: { units: 1n, scale: 0 },
    quote: undefined,
    channel: 'BALANCE',
    postings: (id) => crossBalance(amount, id),
  };
}

function crossBalance(amount: Amount, id: string): [Posting, Posting] {
  const { value, currency } = wireAmount(amount);
  const common = { fee: { ...amount, units: 0n }, reference: `BALANCE-${id}` };
  return [
    {
      ...common,
      amount: negative(amount),
      details: {
        type: 'OUTGOING_CROSS_BALANCE',
        description: `Moved ${value} ${currency} to another balance`,
      },
    },
    {
      ...common,
      amount,
      details: {
        type: 'INCOMING_CROSS_BALANCE',
        description: `Moved ${value} ${currency} from another balance`,
      },
    },
  ];
}
