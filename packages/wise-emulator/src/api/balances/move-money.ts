import type { EmulatorState } from '#emulator/kernel/state';
import { type Amount, amountText } from '#emulator/kernel/store/money/amount';
import type { Balance, Entry, Posting } from '#emulator/kernel/store/money/balance-book';

/** Posts to a balance and tells it: webhooks hang on this. */
export function moveMoney(
  { balances, log }: EmulatorState,
  balance: Balance,
  posting: Posting & { channel: string },
  now: number,
): Entry {
  const { channel, ...posted } = posting;
  const entry = balances.post(balance, posted, now);
  log.append(
    {
      type: 'balance.changed',
      balanceId: balance.id,
      profileId: balance.profileId,
      transactionType: posted.amount.units < 0n ? 'debit' : 'credit',
      amount: amountText(absolute(posted.amount)),
      currency: balance.currency.code,
      balanceAfter: amountText(entry.after),
      stepId: entry.step,
      channel,
      transferReference: posted.reference,
    },
    now,
  );
  return entry;
}

function absolute({ units, currency }: Amount): Amount {
  return { units: units < 0n ? -units : units, currency };
}
