import type { EmulatorState } from '#emulator/kernel/state';
import { type Amount, amount } from '#emulator/kernel/store/money/amount';
import type { Balance } from '#emulator/kernel/store/money/balance-book';
import type { Currency } from '#emulator/kernel/store/money/currencies';
import { cardPayment, conversion, deposit, sentTransfer } from '#emulator/kernel/store/money/entries';
import { findType } from '#emulator/kernel/store/money/recipient-types';
import type { Recipient } from '#emulator/kernel/store/money/recipients';
import { feeOf } from '../money/fees';
import { convert, rateBetween } from '../money/rates';

const DAY_MS = 86_400_000;

/** Made up and well-formed: the bank details of those who are paid. */
const ACCOUNTS: Readonly<Record<string, { type: string; country: string; details: Record<string, string> }>> =
  {
    GBP: { type: 'sort_code', country: 'GB', details: { sortCode: '040075', accountNumber: '37778842' } },
    EUR: { type: 'iban', country: 'DE', details: { iban: 'DE89370400440532013000' } },
    SGD: { type: 'singapore', country: 'SG', details: { bankCode: '7171', accountNumber: '12345678' } },
    USD: {
      type: 'aba',
      country: 'US',
      details: { abartn: '026009593', accountNumber: '12345678', accountType: 'CHECKING' },
    },
  };

type Owner = { userId: string; profileId: string };

/** Puts a past into a profile. Each one's amounts differ a little, so that one shown for another is seen. */
export class Seed {
  readonly #state: EmulatorState;
  readonly #owner: Owner;
  readonly #now: number;

  constructor(state: EmulatorState, owner: Owner, now: number) {
    this.#state = state;
    this.#owner = owner;
    this.#now = now;
  }

  open(currency: Currency): Balance {
    const { profileId } = this.#owner;
    const opened = this.#state.balances.open(
      profileId,
      { currency, type: 'STANDARD', name: null },
      this.#at(85),
    );
    if (!opened) throw new Error(`Profile ${profileId} has no room for its first balances.`);
    return opened;
  }

  recipient(fullName: string, currency: Currency): Recipient {
    const account = ACCOUNTS[currency.code];
    const type = account && findType(account.type, currency.code);
    if (!type) throw new RangeError(`Nobody has an account in ${currency.code}.`);
    const recipient: Recipient = {
      id: this.#id(40_000_000n),
      ...this.#owner,
      fullName,
      currency,
      type,
      legalType: 'PRIVATE',
      country: account.country,
      details: account.details,
      ownedByCustomer: false,
      isActive: true,
    };
    this.#state.recipients.add(recipient);
    return recipient;
  }

  deposit(daysAgo: number, balance: Balance, literal: string, reference: string): void {
    const posting = deposit(this.#own(literal, balance), 'Hein Lauri', reference, this.#id());
    this.#state.balances.post(balance, posting, this.#at(daysAgo));
  }

  convert(daysAgo: number, from: Balance, to: Balance, literal: string): void {
    const price = priceThen(amount(literal, from.currency), to.currency, daysAgo);
    const [out, into] = conversion({ ...price, id: this.#id() });
    this.#state.balances.post(from, out, this.#at(daysAgo));
    this.#state.balances.post(to, into, this.#at(daysAgo));
  }

  /** One that arrived: in the list of transfers, and on the statement. */
  transfer(
    daysAgo: number,
    from: Balance,
    { id: recipientId, fullName, currency }: Recipient,
    literal: string,
  ) {
    const { source, fee, target, rate } = priceThen(amount(literal, from.currency), currency, daysAgo);
    const id = this.#id(50_000_000n);
    const [reference, at] = ['Rent', this.#at(daysAgo)];
    this.#state.transfers.add({
      id,
      ...this.#owner,
      clientId: null,
      recipientId,
      refundRecipientId: null,
      quoteId: crypto.randomUUID(),
      customerTransactionId: crypto.randomUUID(),
      payinSessionId: crypto.randomUUID(),
      reference,
      paid: source,
      fee,
      target,
      rate,
      createdAt: at,
      status: 'outgoing_payment_sent',
      balanceId: from.id,
      payment: { id: this.#id(58_000_000n), method: 'BALANCE', at },
    });
    this.#state.balances.post(from, sentTransfer(source, fee, fullName, reference, id), at);
  }

  pay(daysAgo: number, balance: Balance, literal: string): void {
    const posting = cardPayment(amount(literal, balance.currency), this.#id());
    this.#state.balances.post(balance, posting, this.#at(daysAgo));
  }

  #own(literal: string, { currency }: Balance): Amount {
    const { units } = amount(literal, currency);
    return { units: units + (BigInt(this.#owner.profileId) % 89n) * 137n, currency };
  }

  #id(first = 55_000_000n): string {
    return this.#state.ids.next(this.#owner.profileId, first);
  }

  #at(daysAgo: number): number {
    return this.#now - daysAgo * DAY_MS;
  }
}

/** By the rate of that day. */
function priceThen(source: Amount, to: Currency, daysAgo: number) {
  const fee = feeOf(source);
  const rate = rateBetween(source.currency, to, daysAgo);
  return { source, fee, rate, target: convert({ ...source, units: source.units - fee.units }, rate, to) };
}
