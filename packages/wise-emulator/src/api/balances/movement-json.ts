import { wireAmount, wireDecimal } from '#emulator/kernel/store/money/amount';
import { balanceAfter } from './balance-json';
import type { Planned } from './plan-movement';

/** As openapi.yml has it (balanceMovement): done at once, in one step. */
export function movementJson(
  { type, from, to, source, target, fee, rate }: Planned,
  id: string,
  now: number,
) {
  const common = {
    creationTime: new Date(now).toISOString(),
    sourceAmount: wireAmount(source),
    targetAmount: wireAmount(target),
    rate: wireDecimal(rate),
  };
  const step = {
    id: BigInt(id),
    type,
    ...common,
    balancesAfter: [wireAmount(from.amount), wireAmount(to.amount)],
    fee: wireAmount(fee),
  };
  return {
    id: BigInt(id),
    type,
    state: 'COMPLETED',
    balancesAfter: [balanceAfter(from), balanceAfter(to)],
    ...common,
    feeAmounts: [wireAmount(fee)],
    steps: [step],
  };
}
