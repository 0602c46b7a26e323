import { type Amount, negative, wireAmount, wireDecimal } from './amount';
import type { Posting } from './balance-book';
import type { Decimal } from './decimal';

/** The ways in which money comes and goes, as a statement tells them. */

export function deposit(amount: Amount, sender: string, reference: string, id: string): Posting {
  return {
    amount,
    fee: nothingOf(amount),
    reference: `TRANSFER-${id}`,
    details: {
      type: 'DEPOSIT',
      description: `Received money from ${sender} with reference ${reference}`,
      senderName: sender,
      senderAccount: 'GB33 BUKB 2020 1555 5555 55',
      paymentReference: reference,
    },
  };
}

export function topUp(amount: Amount, id: string): Posting {
  return {
    amount,
    fee: nothingOf(amount),
    reference: `BALANCE-${id}`,
    details: { type: 'MONEY_ADDED', description: 'Topped up balance' },
  };
}

export function cardPayment(amount: Amount, id: string): Posting {
  const text = `${amount.currency.code} issued by Tfl.gov.uk/cp TFL TRAVEL CH`;
  return {
    amount: negative(amount),
    fee: nothingOf(amount),
    reference: `CARD-${id}`,
    details: {
      type: 'CARD',
      description: `Card transaction of ${wireAmount(amount).value} ${text}`,
      amount: wireAmount(amount),
      category: 'Transportation Suburban and Loca',
      merchant: {
        name: 'Tfl.gov.uk/cp',
        firstLine: null,
        postCode: 'SW1H 0TL',
        city: 'TFL TRAVEL CH',
        state: '',
        country: 'GB',
        category: 'Transportation Suburban and Loca',
      },
    },
  };
}

export type Conversion = { source: Amount; target: Amount; fee: Amount; rate: Decimal; id: string };

/** One posting for each of the two balances. */
export function conversion({ source, target, fee, rate, id }: Conversion): [Posting, Posting] {
  const from = wireAmount(source);
  const to = wireAmount(target);
  const details = {
    type: 'CONVERSION',
    description: `Converted ${from.value} ${from.currency} to ${to.value} ${to.currency}`,
    sourceAmount: from,
    targetAmount: to,
    fee: wireAmount(fee),
    rate: wireDecimal(rate),
  } as const;
  const reference = `BALANCE-${id}`;
  return [
    { amount: negative(source), fee, details, reference },
    { amount: target, fee: nothingOf(target), details, reference },
  ];
}

/** A fee is in what is sent. */
export function sentTransfer(
  amount: Amount,
  fee: Amount,
  to: string,
  reference: string,
  id: string,
): Posting {
  return {
    amount: negative(amount),
    fee,
    reference: `TRANSFER-${id}`,
    details: { type: 'TRANSFER', description: `Sent money to ${to}`, paymentReference: reference },
  };
}

function nothingOf({ currency }: Amount): Amount {
  return { units: 0n, currency };
}
