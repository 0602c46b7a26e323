import type { Amount } from './amount';
import type { Currency } from './currencies';

/** What openapi.yml names a line of a statement (`details.type`). */
export type EntryType =
  | 'CARD'
  | 'CONVERSION'
  | 'DEPOSIT'
  | 'TRANSFER'
  | 'MONEY_ADDED'
  | 'INCOMING_CROSS_BALANCE'
  | 'OUTGOING_CROSS_BALANCE';

/** As a statement shows it: amounts in it are wire amounts. */
export type EntryDetails = { type: EntryType; description: string } & Readonly<Record<string, unknown>>;

export type Posting = {
  /** Negative: out of the balance. A fee is in it. */
  amount: Amount;
  fee: Amount;
  details: EntryDetails;
  reference: string;
};

/** One movement of a balance. `step` counts up over all balances. */
export type Entry = Posting & { step: number; at: number; after: Amount };

export type Balance = {
  readonly id: string;
  readonly profileId: string;
  readonly currency: Currency;
  readonly type: 'STANDARD' | 'SAVINGS';
  readonly name: string | null;
  readonly createdAt: number;
  modifiedAt: number;
  amount: Amount;
  /** Oldest first; only so many of the newest are kept. */
  entries: Entry[];
};

const MAX_BALANCES = 50;
const MAX_ENTRIES = 5_000;

/** The balances of every profile, what is in them and how it came there. */
export class BalanceBook {
  readonly #balances = new Map<string, Balance[]>();
  /** Closed ones count too: an id is never used again. */
  readonly #opened = new Map<string, number>();
  #lastStep = 0;

  /** Whether it ever had one. */
  has(profileId: string): boolean {
    return this.#balances.has(profileId);
  }

  of(profileId: string): readonly Balance[] {
    return this.#balances.get(profileId) ?? [];
  }

  find(profileId: string, balanceId: string): Balance | undefined {
    return this.of(profileId).find(({ id }) => id === balanceId);
  }

  standard(profileId: string, { code }: Currency): Balance | undefined {
    return this.of(profileId).find(({ type, currency }) => type === 'STANDARD' && currency.code === code);
  }

  /** Undefined: the profile has as many as it may have. */
  open(
    profileId: string,
    wanted: Pick<Balance, 'currency' | 'type' | 'name'>,
    now: number,
  ): Balance | undefined {
    const opened = this.#opened.get(profileId) ?? 0;
    if (opened >= MAX_BALANCES) return undefined;
    const balance: Balance = {
      ...wanted,
      id: balanceIdOf(profileId, opened),
      profileId,
      createdAt: now,
      modifiedAt: now,
      amount: { units: 0n, currency: wanted.currency },
      entries: [],
    };
    this.#opened.set(profileId, opened + 1);
    this.#balances.set(profileId, [...this.of(profileId), balance]);
    return balance;
  }

  close({ id, profileId }: Balance): void {
    this.#balances.set(
      profileId,
      this.of(profileId).filter((balance) => balance.id !== id),
    );
  }

  /** Whoever posts looks first whether there is enough: a balance that went below zero is a bug of the emulator. */
  post(balance: Balance, posting: Posting, now: number): Entry {
    const units = balance.amount.units + posting.amount.units;
    if (units < 0n) throw new RangeError(`Balance ${balance.id} would be overdrawn.`);
    this.#lastStep += 1;
    balance.amount = { units, currency: balance.currency };
    balance.modifiedAt = now;
    const entry: Entry = { ...posting, step: this.#lastStep, at: now, after: balance.amount };
    balance.entries.push(entry);
    if (balance.entries.length > MAX_ENTRIES) balance.entries.shift();
    return entry;
  }

  clear(): void {
    this.#balances.clear();
    this.#opened.clear();
  }
}

/** The same in every run, and as long as the profile's id: what rounds 64-bit ids is found out here too. */
function balanceIdOf(profileId: string, opened: number): string {
  return (BigInt(profileId) + 170_000_000n * BigInt(opened + 1)).toString();
}
