import { answeredName, hashOf } from '#emulator/kernel/store/money/recipient-types';
import type { Recipient } from '#emulator/kernel/store/money/recipients';

/** As openapi.yml has it (recipientGet). */
export function recipientJson(recipient: Recipient) {
  const { id, userId, profileId, currency, country, type, details, legalType } = recipient;
  const { bankCode, accountNumber } = type;
  return {
    id: BigInt(id),
    creatorId: BigInt(userId),
    profileId: BigInt(profileId),
    name: {
      fullName: recipient.fullName,
      givenName: null,
      familyName: null,
      middleName: null,
      patronymicName: null,
      cannotHavePatronymicName: null,
    },
    currency: currency.code,
    country,
    type: answeredName(type),
    legalEntityType: legalType === 'PRIVATE' ? 'PERSON' : 'BUSINESS',
    active: recipient.isActive,
    details: { reference: null, ...details, hashedByLooseHashAlgorithm: hashOf(Object.values(details)) },
    commonFieldMap: {
      accountNumberField: accountNumber,
      ...(bankCode === undefined ? {} : { bankCodeField: bankCode }),
    },
    hash: hashOf([recipient.fullName, type.name, currency.code, ...Object.values(details)]),
    accountSummary: summaryOf(recipient),
    longAccountSummary: `${currency.code} account ending in ${(details[accountNumber] ?? '').slice(-4)}`,
    displayFields: type.fields
      .filter(({ key }) => key in details)
      .map(({ key, label }) => ({ key: `details/${key}`, label, value: shown(key, details[key] ?? '') })),
    isInternal: false,
    ownedByCustomer: recipient.ownedByCustomer,
  };
}

/** The deprecated shape of `/v1/accounts`. */
export function recipientJsonV1(recipient: Recipient, isBusiness: boolean) {
  const { id, userId, profileId, fullName, currency, country, type, details } = recipient;
  return {
    id: BigInt(id),
    business: isBusiness ? BigInt(profileId) : null,
    profile: BigInt(profileId),
    accountHolderName: fullName,
    currency: currency.code,
    country,
    type: type.name,
    details: { legalType: recipient.legalType, ...details },
    user: BigInt(userId),
    active: recipient.isActive,
    ownedByCustomer: recipient.ownedByCustomer,
  };
}

function summaryOf({ type, details }: Recipient): string {
  const account = details[type.accountNumber] ?? '';
  const { bankCode } = type;
  return bankCode === undefined ? account : `(${shown(bankCode, details[bankCode] ?? '')}) ${account}`;
}

function shown(key: string, value: string): string {
  return key === 'sortCode' ? value.replace(/(\d\d)(?=\d)/g, '$1-') : value;
}
