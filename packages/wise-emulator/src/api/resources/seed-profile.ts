import type { EmulatorState } from '#emulator/kernel/state';
import { type Currency, findCurrency } from '#emulator/kernel/store/money/currencies';
import type { WiseProfile, WiseUser } from '#emulator/kernel/store/people/types';
import { Seed } from './seed';

const HOME: Readonly<Record<string, string>> = { GB: 'GBP', DE: 'EUR', SG: 'SGD' };

/**
 * What a profile has had with Wise before anybody looked: made when first looked at, the same in every run but for the
 * dates, which lie in the three months before. In the balances is the sum of what the statements tell, and nothing else.
 */
export function seedProfile(
  state: EmulatorState,
  { user, profile }: { user: WiseUser; profile: WiseProfile },
  now: number,
): void {
  if (state.balances.has(profile.id)) return;
  const seed = new Seed(state, { userId: user.id, profileId: profile.id }, now);
  const home = known(HOME[profile.address.countryIso2Code] ?? 'USD');
  const abroad = known(home.code === 'EUR' ? 'GBP' : 'EUR');
  const [first, second] = [seed.open(home), seed.open(abroad)];
  const payee = seed.recipient('Oliver Wilson', abroad);
  seed.recipient('John Doe', home);
  seed.deposit(84, first, '2400.00', 'Opening deposit');
  seed.convert(61, first, second, '500.00');
  seed.transfer(40, first, payee, '120.00');
  seed.pay(16, second, '6.80');
  seed.deposit(2, second, '310.86', 'Invoice 2026-001');
  if (profile.type === 'BUSINESS') seed.deposit(30, seed.open(known('USD')), '1250.50', 'Order 1017');
}

function known(code: string): Currency {
  const found = findCurrency(code);
  if (!found) throw new RangeError(`"${code}" is no currency of the sandbox.`);
  return found;
}
