import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import type { Answer } from '#emulator/kernel/http/answer';
import { losslessAnswer, losslessBodyOf } from '#emulator/kernel/http/lossless';
import { invalidField } from '#emulator/kernel/http/problem';
import { refusalOf } from '#emulator/kernel/http/zod-refusal';
import { addWiseRoute, type WiseCall } from '#emulator/kernel/routes/wise-route';
import type { EmulatorState } from '#emulator/kernel/state';
import { wireCurrency, wireId, wireNumber } from '../money/wire-schemas';
import { forGrantedProfile } from '../resources/for-granted-profile';
import { onceByHeader } from '../resources/once-by-header';
import { moveMoney } from './move-money';
import { movementJson } from './movement-json';
import { planConversion, planMove } from './plan-movement';

const askedSchema = z
  .object({
    quoteId: z.string().nullish(),
    sourceBalanceId: wireId.nullish(),
    targetBalanceId: wireId.nullish(),
    amount: z.object({ value: wireNumber, currency: wireCurrency }).nullish(),
  })
  .refine(({ quoteId, amount }) => (quoteId == null) !== (amount == null), {
    path: ['quoteId'],
    error: 'either amount or quoteId',
  });

/** `POST /v2/profiles/{profileId}/balance-movements`: between two balances of a profile, by a quote or as it is. */
export function addMovements(server: FastifyInstance, state: EmulatorState): void {
  addWiseRoute(server, state, {
    method: 'POST',
    path: '/v2/profiles/:profileId/balance-movements',
    endpoint: 'balance:move',
    token: 'user',
    answer: (call) =>
      forGrantedProfile(state, call, call.params.profileId, ({ profile }) =>
        onceByHeader(state, call, 'balance:move', () => move(state, profile.id, call)),
      ),
  });
}

function move(state: EmulatorState, profileId: string, { request, now }: WiseCall): Answer {
  const asked = askedSchema.safeParse(losslessBodyOf(request));
  if (!asked.success) return refusalOf(asked.error);
  const plan = asked.data.quoteId == null ? planMove : planConversion;
  const planned = plan(state, profileId, asked.data, now);
  if ('status' in planned) return planned;
  const { from, to, source, quote, channel } = planned;
  if (from.amount.units < source.units) return invalidField('amount', 'the balance has not enough');
  if (quote) quote.use = 'funded';
  const id = state.ids.next(profileId, 57_000_000n);
  const [out, into] = planned.postings(id);
  moveMoney(state, from, { ...out, channel }, now);
  moveMoney(state, to, { ...into, channel }, now);
  return losslessAnswer(201, movementJson(planned, id, now));
}
