import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import type { Answer } from '#emulator/kernel/http/answer';
import { losslessAnswer, losslessBodyOf } from '#emulator/kernel/http/lossless';
import { invalidField, notFound } from '#emulator/kernel/http/problem';
import { refusalOf } from '#emulator/kernel/http/zod-refusal';
import { addWiseRoute } from '#emulator/kernel/routes/wise-route';
import type { EmulatorState } from '#emulator/kernel/state';
import { topUp } from '#emulator/kernel/store/money/entries';
import { positiveAmount, wireCurrency, wireId, wireNumber, wireWord } from '../money/wire-schemas';
import { forGrantedProfile } from '../resources/for-granted-profile';
import { balanceAfter } from './balance-json';
import { moveMoney } from './move-money';

const askedSchema = z.object({
  profileId: wireId,
  balanceId: wireId,
  currency: wireCurrency,
  amount: wireNumber,
  channel: wireWord(['TRANSFER', 'CARD']).default('CARD'),
});

/** `POST /v1/simulation/balance/topup`: money out of nowhere. */
export function addTopUp(server: FastifyInstance, state: EmulatorState): void {
  addWiseRoute(server, state, {
    method: 'POST',
    path: '/v1/simulation/balance/topup',
    endpoint: 'simulation:top-up',
    token: 'user',
    answer: (call) => {
      const asked = askedSchema.safeParse(losslessBodyOf(call.request));
      if (!asked.success) return refusalOf(asked.error);
      const { data } = asked;
      return forGrantedProfile(state, call, data.profileId, () => addMoney(state, data, call.now));
    },
  });
}

function addMoney(
  state: EmulatorState,
  { profileId, balanceId, currency, amount, channel }: z.output<typeof askedSchema>,
  now: number,
): Answer {
  const balance = state.balances.find(profileId, balanceId);
  if (!balance) return notFound('Balance');
  if (currency.code !== balance.currency.code) {
    return invalidField('currency', `the balance is in ${balance.currency.code}`);
  }
  const added = positiveAmount(amount, currency);
  if (!added) return invalidField('amount', `must be a positive amount of ${currency.code}`);
  const id = state.ids.next(profileId, 56_000_000n);
  moveMoney(state, balance, { ...topUp(added, id), channel }, now);
  return losslessAnswer(200, {
    transactionId: BigInt(id),
    state: 'COMPLETED',
    balancesAfter: [balanceAfter(balance)],
  });
}
