import type { BusinessProfile, PersonalProfile, WiseAddress, WiseUser } from './types';

const CREATED = { createdAt: '2023-01-15T10:30:00', updatedAt: '2025-06-18T14:20:00' };

function london(id: string): WiseAddress {
  return {
    id,
    addressFirstLine: '24 Willow Creek Lane',
    city: 'London',
    countryIso2Code: 'GB',
    countryIso3Code: 'gbr',
    postCode: 'E1 6AN',
    stateCode: null,
  };
}

function berlin(id: string): WiseAddress {
  return {
    id,
    addressFirstLine: 'Lastenweg 24',
    city: 'Berlin',
    countryIso2Code: 'DE',
    countryIso3Code: 'deu',
    postCode: '10961',
    stateCode: null,
  };
}

// Neither in the UK nor in the EEA: Wise demands no strong customer authentication.
function singapore(id: string): WiseAddress {
  return {
    id,
    addressFirstLine: '24 Orchid Lane',
    city: 'Singapore',
    countryIso2Code: 'SG',
    countryIso3Code: 'sgp',
    postCode: '238801',
    stateCode: null,
  };
}

type Home = (addressId: string) => WiseAddress;
type PersonalFacts = {
  id: string;
  firstName: string;
  lastName: string;
  email: string;
  born: string;
  home?: Home;
};

export function personal(facts: PersonalFacts): PersonalProfile {
  const { id, firstName, lastName, email, born, home = london } = facts;
  return {
    ...CREATED,
    type: 'PERSONAL',
    id,
    publicId: publicIdOf(id),
    fullName: `${firstName} ${lastName}`,
    firstName,
    lastName,
    preferredName: firstName,
    dateOfBirth: born,
    email,
    // Numbers kept free for fiction; nobody shares one.
    phoneNumber: `+447700900${id.slice(-3)}`,
    address: home(addressIdOf(id)),
  };
}

type BusinessFacts = { id: string; name: string; email: string; registrationNumber: string; home?: Home };

function business(facts: BusinessFacts): BusinessProfile {
  return {
    ...CREATED,
    type: 'BUSINESS',
    id: facts.id,
    publicId: publicIdOf(facts.id),
    fullName: facts.name,
    registrationNumber: facts.registrationNumber,
    companyType: 'LIMITED_COMPANY',
    companyRole: 'OWNER',
    webpage: 'https://business.example',
    email: facts.email,
    phoneNumber: '+442079460123',
    address: (facts.home ?? london)(addressIdOf(facts.id)),
  };
}

/** A UUID that is the same in every run: the last twelve digits of the profile's id. */
function publicIdOf(id: string): string {
  return `e3a1f0de-0000-4000-8000-${id.slice(-12).padStart(12, '0')}`;
}

function addressIdOf(profileId: string): string {
  return `36${profileId.slice(-6)}`;
}

/**
 * Exactly 200 characters that hurt whoever prints, stores or reverses them: markup, an attribute breakout, a
 * right-to-left override, NUL and a lone surrogate (on the wire: `\u0000` and `\ud800`, as JSON allows).
 */
export const HOSTILE_NAME =
  `Mallory <img src=x onerror=alert(1)> "'><script>alert(2)</script> \u202Emoc.knab \u0000 \ud800 &amp; `
    .padEnd(199, 'Ha')
    .concat('!');

const ADA = personal({
  id: '30000001',
  firstName: 'Ada',
  lastName: 'Personal',
  email: 'ada@wise-user.example',
  born: '1985-05-20',
});
const BEN = personal({
  id: '30000002',
  firstName: 'Ben',
  lastName: 'Business',
  email: 'ben@wise-user.example',
  born: '1979-11-02',
});
// Her three ids are one and the same number once a double has rounded them (doubles are 1,024 apart up there).
const LIN = personal({
  id: '9007199254740993019',
  firstName: 'Lin',
  lastName: 'Longid',
  email: 'lin@wise-user.example',
  born: '1990-02-28',
});
const MALLORY = personal({
  id: '30000006',
  firstName: 'Mallory',
  lastName: 'Hostile',
  email: 'mallory@wise-user.example',
  born: '1966-06-06',
});
const OMAR = personal({
  id: '30000007',
  firstName: 'Omar',
  lastName: 'Personal',
  email: 'omar@wise-user.example',
  born: '2001-09-09',
  home: singapore,
});

/** The Wise users of the sandbox. Ids and labels never change: tests and demos rely on them. */
export const DEMO_USERS: readonly WiseUser[] = [
  {
    id: '10000001',
    label: 'Ada Personal',
    hint: 'One personal profile',
    email: ADA.email,
    name: ADA.fullName,
    profiles: [ADA],
  },
  {
    id: '10000002',
    label: 'Ben Business',
    hint: 'A personal and two business profiles',
    email: BEN.email,
    name: BEN.fullName,
    profiles: [
      BEN,
      business({
        id: '30000003',
        name: 'Byte Bakery Ltd',
        email: 'office@byte-bakery.example',
        registrationNumber: 'SC100001',
      }),
      business({
        id: '30000004',
        name: 'Cargo Bikes & Sons GmbH',
        email: 'info@cargo-bikes.example',
        registrationNumber: 'HRB200002',
        home: berlin,
      }),
    ],
  },
  {
    id: '9007199254740993017',
    label: 'Lin Longid',
    hint: 'Ids with 19 digits',
    email: LIN.email,
    name: LIN.fullName,
    profiles: [
      LIN,
      business({
        id: '9007199254740993021',
        name: 'Longid Logistics Ltd',
        email: 'office@longid.example',
        registrationNumber: 'SC100003',
      }),
    ],
  },
  {
    id: '10000004',
    label: 'Mallory Hostile',
    hint: 'A name made to break things',
    email: MALLORY.email,
    name: HOSTILE_NAME,
    profiles: [{ ...MALLORY, fullName: HOSTILE_NAME, preferredName: HOSTILE_NAME }],
  },
  {
    id: '10000005',
    label: 'Nora Noprofile',
    hint: 'No profile yet',
    email: 'nora@wise-user.example',
    name: null,
    profiles: [],
  },
  {
    id: '10000006',
    label: 'Omar Personal',
    hint: 'One personal profile',
    email: OMAR.email,
    name: OMAR.fullName,
    profiles: [OMAR],
  },
];
