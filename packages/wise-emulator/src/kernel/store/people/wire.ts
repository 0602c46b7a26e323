import { stringify } from 'lossless-json';
import type { WiseAddress, WiseProfile, WiseUser } from './types';

// lossless-json writes a bigint as bare digits: a 19-digit id stays a JSON number and stays exact.

function toJson(value: unknown): string {
  const json = stringify(value);
  if (json === undefined) throw new TypeError('Not a JSON value.');
  return json;
}

function wireAddress(address: WiseAddress) {
  return { ...address, id: BigInt(address.id) };
}

function wireProfile(user: WiseUser, profile: WiseProfile) {
  const { id, address, phoneNumber, ...rest } = profile;
  const common = {
    ...rest,
    id: BigInt(id),
    userId: BigInt(user.id),
    address: wireAddress(address),
    currentState: 'VISIBLE',
    contactDetails: { email: profile.email, phoneNumber },
  };
  if (profile.type === 'PERSONAL') return { ...common, avatar: null, phoneNumber, secondaryAddresses: [] };
  return {
    ...common,
    businessName: profile.fullName,
    descriptionOfBusiness: 'SOFTWARE_DEVELOPMENT',
    businessFreeFormDescription: 'A business of the emulator.',
    firstLevelCategory: 'CONSULTING_IT_BUSINESS_SERVICES',
    secondLevelCategory: 'IT_DEVELOPMENT',
    operationalAddresses: [wireAddress(address)],
  };
}

/** One profile as `GET /v2/profiles/{id}` shows it (openapi.yml, schema `profile`). */
export function profileJson(user: WiseUser, profile: WiseProfile): string {
  return toJson(wireProfile(user, profile));
}

/** All profiles of a user, granted or not (`GET /v2/profiles`). */
export function profilesJson(user: WiseUser): string {
  return toJson(user.profiles.map((profile) => wireProfile(user, profile)));
}

/** The user behind a token (`GET /v1/me`, openapi.yml, schema `user`). */
export function userJson(user: WiseUser, active: boolean): string {
  const main = user.profiles.find((profile) => profile.type === 'PERSONAL');
  const details = main && {
    firstName: main.firstName,
    lastName: main.lastName,
    phoneNumber: main.phoneNumber,
    dateOfBirth: main.dateOfBirth,
    occupation: '',
    avatar: '',
    primaryAddress: BigInt(main.address.id),
    address: {
      countryCode: main.address.countryIso2Code,
      firstLine: main.address.addressFirstLine,
      postCode: main.address.postCode,
      city: main.address.city,
      state: '',
      occupation: '',
    },
  };
  return toJson({
    id: BigInt(user.id),
    name: user.name,
    email: user.email,
    active,
    details: details ?? null,
  });
}
