import { CappedMap } from '../capped-map';
import type { Amount } from './amount';
import type { Decimal } from './decimal';

export const PAY_OUTS = ['BANK_TRANSFER', 'BALANCE', 'SWIFT', 'SWIFT_OUR', 'ALIPAY', 'INTERAC'] as const;
export const PAY_INS = ['BANK_TRANSFER', 'BALANCE', 'CARD'] as const;

export type PayOut = (typeof PAY_OUTS)[number];
export type PayIn = (typeof PAY_INS)[number];

export type Quote = {
  readonly id: string;
  readonly userId: string;
  readonly profileId: string;
  readonly provided: 'SOURCE' | 'TARGET';
  /** All that is paid: the fee is in it. */
  readonly source: Amount;
  readonly target: Amount;
  readonly fee: Amount;
  readonly rate: Decimal;
  readonly preferredPayIn: PayIn;
  readonly createdAt: number;
  payOut: PayOut;
  recipientId: string | null;
  /** Used: there is a transfer, or a conversion, by it. */
  use: 'none' | 'accepted' | 'funded';
};

/** openapi.yml, quoteGet: so long it can be used, and so long an expired one can be looked at. */
const USABLE_MS = 30 * 60_000;
const VISIBLE_MS = 48 * 3_600_000;
const CAPACITY = 50_000;

export class QuoteStore {
  readonly #quotes = new CappedMap<string, Quote>(CAPACITY);

  add(quote: Quote): void {
    this.#quotes.set(quote.id, quote);
  }

  /** Only the profile's own, and none that expired long ago. */
  find(profileId: string, id: string, now: number): Quote | undefined {
    const quote = this.#quotes.get(id.toLowerCase());
    if (quote?.profileId !== profileId) return undefined;
    return quote.use === 'none' && now > quote.createdAt + VISIBLE_MS ? undefined : quote;
  }

  clear(): void {
    this.#quotes.clear();
  }
}

export function expiryOf({ createdAt }: Quote): number {
  return createdAt + USABLE_MS;
}

export type QuoteStatus = 'PENDING' | 'ACCEPTED' | 'FUNDED' | 'EXPIRED';

export function statusOf(quote: Quote, now: number): QuoteStatus {
  if (quote.use === 'funded') return 'FUNDED';
  if (quote.use === 'accepted') return 'ACCEPTED';
  return now >= expiryOf(quote) ? 'EXPIRED' : 'PENDING';
}
