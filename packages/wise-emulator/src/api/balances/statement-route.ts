import type { FastifyInstance } from 'fastify';
import { losslessAnswer } from '#emulator/kernel/http/lossless';
import { invalidField, notFound } from '#emulator/kernel/http/problem';
import { refusalOf } from '#emulator/kernel/http/zod-refusal';
import { addWiseRoute } from '#emulator/kernel/routes/wise-route';
import type { EmulatorState } from '#emulator/kernel/state';
import { wireAmount } from '#emulator/kernel/store/money/amount';
import type { Balance, Entry } from '#emulator/kernel/store/money/balance-book';
import type { WiseProfile } from '#emulator/kernel/store/people/types';
import { forGrantedProfile } from '../resources/for-granted-profile';
import { closingAmount, linesOf, type StatementQuery, statementQuery } from './statement';

/** `GET /v1/profiles/{profileId}/balance-statements/{balanceId}/statement.json`: protected by SCA. */
export function addStatement(server: FastifyInstance, state: EmulatorState): void {
  addWiseRoute(server, state, {
    method: 'GET',
    path: '/v1/profiles/:profileId/balance-statements/:balanceId/statement.json',
    endpoint: 'balance:statement',
    token: 'user',
    sca: 'statement',
    answer: (call) =>
      forGrantedProfile(state, call, call.params.profileId, ({ profile }) => {
        const { balanceId = '' } = call.params;
        const balance = state.balances.find(profile.id, balanceId);
        if (!balance) return notFound('Balance');
        const asked = statementQuery(state.settings.current.queryTimeOffsets).safeParse(
          Object.fromEntries(call.query),
        );
        if (!asked.success) return refusalOf(asked.error);
        if (asked.data.currency !== balance.currency.code) {
          return invalidField('currency', `the balance is in ${balance.currency.code}`);
        }
        return losslessAnswer(200, statementJson(profile, balance, asked.data));
      }),
  });
}

function statementJson(profile: WiseProfile, balance: Balance, query: StatementQuery) {
  return {
    accountHolder: holderJson(profile, query.statementLocale ?? 'en'),
    issuer: {
      name: 'Wise Emulator Ltd.',
      firstLine: '56 Shoreditch High Street',
      city: 'London',
      postCode: 'E1 6JJ',
      stateCode: '',
      country: 'United Kingdom',
    },
    bankDetails: null,
    transactions: linesOf(balance, query).map(lineJson),
    endOfStatementBalance: wireAmount(closingAmount(balance, query)),
    query: {
      intervalStart: new Date(query.intervalStart).toISOString(),
      intervalEnd: new Date(query.intervalEnd).toISOString(),
      currency: query.currency,
      accountId: BigInt(balance.id),
    },
  };
}

// openapi.yml has no field for the name of a business.
function holderJson(profile: WiseProfile, locale: string) {
  const { addressFirstLine, city, postCode, stateCode, countryIso2Code } = profile.address;
  const countryName = new Intl.DisplayNames([locale, 'en'], { type: 'region' }).of(countryIso2Code);
  return {
    type: profile.type,
    address: { addressFirstLine, city, postCode, stateCode: stateCode ?? '', countryName },
    ...(profile.type === 'PERSONAL' ? { firstName: profile.firstName, lastName: profile.lastName } : {}),
  };
}

function lineJson({ amount, fee, after, at, details, reference }: Entry) {
  return {
    type: amount.units < 0n ? 'DEBIT' : 'CREDIT',
    date: new Date(at).toISOString(),
    amount: wireAmount(amount),
    totalFees: wireAmount(fee),
    details,
    exchangeDetails: null,
    runningBalance: wireAmount(after),
    referenceNumber: reference,
  };
}
