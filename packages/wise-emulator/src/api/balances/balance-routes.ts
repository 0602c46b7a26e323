import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import type { Answer } from '#emulator/kernel/http/answer';
import { losslessAnswer, losslessBodyOf, noContent } from '#emulator/kernel/http/lossless';
import { gatewayProblem, invalidField, notFound } from '#emulator/kernel/http/problem';
import { refusalOf } from '#emulator/kernel/http/zod-refusal';
import { addWiseRoute, type WiseCall } from '#emulator/kernel/routes/wise-route';
import type { EmulatorState } from '#emulator/kernel/state';
import type { Balance } from '#emulator/kernel/store/money/balance-book';
import { findWord, wireCurrency, wireWord } from '../money/wire-schemas';
import { forGrantedProfile } from '../resources/for-granted-profile';
import { onceByHeader } from '../resources/once-by-header';
import { balanceJson } from './balance-json';

const LIST = '/v4/profiles/:profileId/balances';
const ONE = `${LIST}/:balanceId`;
const TYPES = ['STANDARD', 'SAVINGS'] as const;

const wantedSchema = z
  .object({
    currency: wireCurrency,
    type: wireWord(TYPES),
    name: z.string().trim().min(1).max(100).nullish(),
  })
  .refine(({ type, name }) => type === 'STANDARD' || name, {
    path: ['name'],
    error: 'is required for a SAVINGS balance',
  });

/** `/v4/profiles/{profileId}/balances` (openapi.yml, tag `balance`). */
export function addBalances(server: FastifyInstance, state: EmulatorState): void {
  addWiseRoute(server, state, {
    method: 'GET',
    path: LIST,
    endpoint: 'balances',
    token: 'user',
    answer: (call) =>
      forGrantedProfile(state, call, call.params.profileId, ({ profile }) => list(state, profile.id, call)),
  });
  addWiseRoute(server, state, {
    method: 'GET',
    path: ONE,
    endpoint: 'balance',
    token: 'user',
    answer: (call) => forBalance(state, call, (balance) => losslessAnswer(200, balanceJson(balance))),
  });
  addWiseRoute(server, state, {
    method: 'POST',
    path: LIST,
    endpoint: 'balance:open',
    token: 'user',
    answer: (call) =>
      forGrantedProfile(state, call, call.params.profileId, ({ profile }) =>
        onceByHeader(state, call, 'balance:open', () => open(state, profile.id, call)),
      ),
  });
  addWiseRoute(server, state, {
    method: 'DELETE',
    path: ONE,
    endpoint: 'balance:close',
    token: 'user',
    answer: (call) => forBalance(state, call, (balance) => close(state, balance)),
  });
}

/** The balance in the path, of the profile in the path, if it was granted. */
export function forBalance(
  state: EmulatorState,
  call: Pick<WiseCall, 'token' | 'now' | 'params'>,
  answer: (balance: Balance) => Answer,
): Answer {
  const { profileId, balanceId = '' } = call.params;
  return forGrantedProfile(state, call, profileId, ({ profile }) => {
    const balance = state.balances.find(profile.id, balanceId);
    return balance ? answer(balance) : notFound('Balance');
  });
}

function list({ balances }: EmulatorState, profileId: string, { query }: WiseCall): Answer {
  const asked = query.get('types');
  // Recorded: 400, and not one of the 422 that a wrong field gets. The body is assumed.
  if (asked === null) {
    return gatewayProblem(400, 'Bad Request', "Required request parameter 'types' is not present");
  }
  const wanted = asked.split(',').map((type) => findWord(TYPES, type.trim()));
  if (wanted.includes(undefined)) {
    return invalidField('types', `must be one or more of ${TYPES.join(',')}`);
  }
  const found = balances.of(profileId).filter(({ type }) => wanted.includes(type));
  return losslessAnswer(200, found.map(balanceJson));
}

function open({ balances }: EmulatorState, profileId: string, { request, now }: WiseCall): Answer {
  const asked = wantedSchema.safeParse(losslessBodyOf(request));
  if (!asked.success) return refusalOf(asked.error);
  const { currency, type, name } = asked.data;
  if (type === 'STANDARD' && balances.standard(profileId, currency)) {
    return invalidField('currency', `there is a balance in ${currency.code} already`, 'NOT_UNIQUE');
  }
  const opened = balances.open(
    profileId,
    { currency, type, name: type === 'SAVINGS' ? (name ?? null) : null },
    now,
  );
  return opened
    ? losslessAnswer(201, balanceJson(opened))
    : invalidField('type', 'the profile has too many balances');
}

function close({ balances }: EmulatorState, balance: Balance): Answer {
  if (balance.amount.units !== 0n) return invalidField('balanceId', 'only an empty balance can be closed');
  balances.close(balance);
  return noContent();
}
