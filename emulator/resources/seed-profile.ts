import type { Balance } from '#emulator/balances/balance-book';
import { cardPayment, conversion, deposit } from '#emulator/balances/entries';
import { type Amount, amount } from '#emulator/money/amount';
import { type Currency, findCurrency } from '#emulator/money/currencies';
import { feeOf } from '#emulator/money/fees';
import { convert, rateBetween } from '#emulator/money/rates';
import type { WiseProfile } from '#emulator/people/types';
import type { EmulatorState } from '#emulator/state';

const DAY_MS = 86_400_000;
const HOME: Readonly<Record<string, string>> = { GB: 'GBP', DE: 'EUR', SG: 'SGD' };

/**
 * What a profile has had with Wise before anybody looked: made when first looked at, the same in every run but for the
 * dates, which lie in the three months before. Only sums of what is told in the statements stand in the balances.
 */
export function seedProfile(state: EmulatorState, profile: WiseProfile, now: number): void {
  if (state.balances.has(profile.id)) return;
  const seed = new Seed(state, profile, now);
  const home = known(HOME[profile.address.countryIso2Code] ?? 'USD');
  const abroad = known(home.code === 'EUR' ? 'GBP' : 'EUR');
  const [first, second] = [seed.open(home), seed.open(abroad)];
  seed.deposit(84, first, '2400.00', 'Opening deposit');
  seed.convert(61, first, second, '500.00');
  seed.pay(16, second, '6.80');
  seed.deposit(2, second, '310.86', 'Invoice 2026-001');
  if (profile.type === 'BUSINESS') seed.deposit(30, seed.open(known('USD')), '1250.50', 'Order 1017');
}

/** Each profile's amounts differ a little, so that one shown for another is seen. */
class Seed {
  readonly #state: EmulatorState;
  readonly #profile: WiseProfile;
  readonly #now: number;

  constructor(state: EmulatorState, profile: WiseProfile, now: number) {
    this.#state = state;
    this.#profile = profile;
    this.#now = now;
  }

  open(currency: Currency): Balance {
    const opened = this.#state.balances.open(
      this.#profile.id,
      { currency, type: 'STANDARD', name: null },
      this.#at(85),
    );
    if (!opened) throw new Error(`Profile ${this.#profile.id} has no room for its first balances.`);
    return opened;
  }

  deposit(daysAgo: number, balance: Balance, literal: string, reference: string): void {
    const posting = deposit(this.#own(literal, balance), 'Hein Lauri', reference, this.#id());
    this.#state.balances.post(balance, posting, this.#at(daysAgo));
  }

  convert(daysAgo: number, from: Balance, to: Balance, literal: string): void {
    const source = amount(literal, from.currency);
    const fee = feeOf(source);
    const rate = rateBetween(from.currency, to.currency, daysAgo);
    const target = convert({ ...source, units: source.units - fee.units }, rate, to.currency);
    const [out, into] = conversion({ source, target, fee, rate, id: this.#id() });
    this.#state.balances.post(from, out, this.#at(daysAgo));
    this.#state.balances.post(to, into, this.#at(daysAgo));
  }

  pay(daysAgo: number, balance: Balance, literal: string): void {
    const posting = cardPayment(amount(literal, balance.currency), this.#id());
    this.#state.balances.post(balance, posting, this.#at(daysAgo));
  }

  #own(literal: string, { currency }: Balance): Amount {
    const { units } = amount(literal, currency);
    return { units: units + (BigInt(this.#profile.id) % 89n) * 137n, currency };
  }

  #id(): string {
    return this.#state.ids.next(this.#profile.id, 55_000_000n);
  }

  #at(daysAgo: number): number {
    return this.#now - daysAgo * DAY_MS;
  }
}

function known(code: string): Currency {
  const found = findCurrency(code);
  if (!found) throw new RangeError(`"${code}" is no currency of the sandbox.`);
  return found;
}
