import { wireAmount } from '#emulator/kernel/store/money/amount';
import type { Balance } from '#emulator/kernel/store/money/balance-book';

/** As openapi.yml has it (balanceGet). Nothing is ever reserved or invested here. */
export function balanceJson({ id, currency, type, name, amount, createdAt, modifiedAt }: Balance) {
  return {
    id: BigInt(id),
    currency: currency.code,
    type,
    name,
    icon: type === 'SAVINGS' ? { type: 'EMOJI', value: '🐷' } : null,
    investmentState: 'NOT_INVESTED',
    amount: wireAmount(amount),
    reservedAmount: wireAmount({ units: 0n, currency }),
    cashAmount: wireAmount(amount),
    totalWorth: wireAmount(amount),
    creationTime: new Date(createdAt).toISOString(),
    modificationTime: new Date(modifiedAt).toISOString(),
    visible: true,
  };
}

/** As a movement names a balance that it changed. */
export function balanceAfter({ id, amount }: Balance) {
  return { id: BigInt(id), ...wireAmount(amount) };
}
