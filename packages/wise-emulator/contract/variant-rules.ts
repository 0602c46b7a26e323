import { LosslessNumber } from 'lossless-json';
import type { EmulatorState } from '#emulator/kernel/state';
import { LIN } from './contract-wise';

/** Names of types and the like, which clients write in any case. Algorithms and scopes of keys are none (RFC 7515). */
export const NAMES = ['type', 'types', 'payOut', 'preferredPayIn', 'channel', 'status', 'group', 'language'];

const MOVE = 'POST /v2/profiles/{profileId}/balance-movements';
const QUOTE = 'POST /v3/profiles/{profileId}/quotes';

/**
 * Values that the document has no example for, or one of something that does not exist here: by the parameter's name,
 * or by operation and name.
 */
export function valuesFor(state: EmulatorState): Readonly<Record<string, unknown>> {
  const id = (digits: string | undefined) => new LosslessNumber(digits ?? '0');
  const recipient = id(state.recipients.of(LIN.profileId).findLast(({ isActive }) => isActive)?.id);
  const [from, to] = state.balances.of(LIN.profileId).map((balance) => id(balance.id));
  return {
    creatorId: id(LIN.userId),
    profileId: id(LIN.profileId),
    profile: id(LIN.profileId),
    seekPosition: recipient,
    sourceAccount: recipient,
    targetAccount: recipient,
    sourceBalanceId: from,
    targetBalanceId: to,
    'GET /v1/transfers status': 'incoming_payment_waiting,processing',
    'GET /v1/transfers createdDateStart': '2026-01-01T00:00:00Z',
    'GET /v1/transfers createdDateEnd': '2126-12-31',
    'GET /v2/accounts sort': 'id,asc',
    'GET /v2/accounts type': 'iban,sort_code',
    'POST /v2/profiles/personal-profile X-idempotence-uuid': crypto.randomUUID(),
    'POST /v1/auth/jose/request/public-keys validFrom': '2026-01-01 00:00:00',
  };
}

/** What the document calls optional and cannot be left out, by operation and name or by name, each with the reason. */
export const NEEDED: Readonly<Record<string, string>> = {
  'POST /v1/accounts currency': 'a recipient has a currency',
  'POST /v1/accounts type': 'a recipient has a type',
  'POST /v1/accounts accountHolderName': 'a recipient has a name',
  'POST /v1/accounts details': 'a recipient has bank details',
  [`${QUOTE} sourceAmount`]: 'one of the two amounts is required (its description)',
  [`${QUOTE} targetAmount`]: 'one of the two amounts is required (its description)',
  [`${MOVE} quoteId`]: 'required for a conversion (its description)',
  [`${MOVE} amount`]: 'required for a move (its description)',
  [`${MOVE} sourceBalanceId`]: 'required for a move (its description)',
  [`${MOVE} targetBalanceId`]: 'required for a move (its description)',
  'POST /v4/profiles/{profileId}/balances name': 'required for a jar (its description)',
  'POST /v1/auth/jose/request/public-keys keyId': 'a key has an id',
  'POST /v1/auth/jose/request/public-keys scope': 'a key is for one of two things',
  'POST /v1/auth/jose/request/public-keys publicKeyMaterial': 'it is the key',
  otpCode: 'it is what is verified',
  faceMap: 'it is what is enrolled or verified',
  phoneNumber: 'it is what is kept',
  'GET /v1/rates source': 'a period is of one pair (assumed)',
  'GET /v1/rates target': 'a period is of one pair (assumed)',
  'GET /v1/rates from': 'a period has a beginning',
  'GET /v1/rates group': 'a period has a step',
};

type Company = { why: string; isFit(sent: (name: string) => unknown): boolean };

/** What can be added only to requests that fit it, each with the reason. */
export const ONLY_WITH: Readonly<Record<string, Company>> = {
  [`${QUOTE} sourceAmount`]: { why: 'never both amounts', isFit: (sent) => !sent('targetAmount') },
  [`${QUOTE} targetAccount`]: {
    why: 'the recipient here takes pounds',
    isFit: (sent) => sent('targetCurrency') === 'GBP',
  },
  [`${MOVE} quoteId`]: { why: 'never with an amount', isFit: (sent) => !sent('amount') },
  [`${MOVE} amount`]: { why: 'never with a quote', isFit: (sent) => !sent('quoteId') },
  'GET /v1/rates time': { why: 'a moment is no period', isFit: (sent) => !sent('from') },
  'GET /v1/rates from': { why: 'a period has a step too', isFit: (sent) => Boolean(sent('group')) },
  'GET /v1/rates to': { why: 'a period has a beginning and a step', isFit: (sent) => Boolean(sent('from')) },
  'GET /v1/rates group': { why: 'a period has a beginning too', isFit: (sent) => Boolean(sent('from')) },
};
