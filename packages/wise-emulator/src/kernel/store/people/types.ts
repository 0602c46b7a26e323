/** Ids are digit strings here; only `wire.ts` turns them into JSON numbers. */
export type WiseAddress = {
  id: string;
  addressFirstLine: string;
  city: string;
  countryIso2Code: string;
  countryIso3Code: string;
  postCode: string;
  stateCode: string | null;
};

type ProfileCommon = {
  id: string;
  publicId: string;
  fullName: string;
  email: string;
  phoneNumber: string;
  address: WiseAddress;
  createdAt: string;
  updatedAt: string;
};

export type PersonalProfile = ProfileCommon & {
  type: 'PERSONAL';
  firstName: string;
  lastName: string;
  preferredName: string;
  dateOfBirth: string;
};

export type BusinessProfile = ProfileCommon & {
  type: 'BUSINESS';
  registrationNumber: string;
  companyType: string;
  companyRole: 'OWNER' | 'DIRECTOR' | 'OTHER';
  webpage: string;
};

export type WiseProfile = PersonalProfile | BusinessProfile;

export type WiseUser = {
  id: string;
  /** What the sign-in page calls this person. Stable, plain and unique: tests find the button by it. */
  label: string;
  /** One line for the person who tries things by hand. */
  hint: string;
  email: string;
  /** As `GET /v1/me` has it; null for somebody who never made a profile. */
  name: string | null;
  profiles: readonly WiseProfile[];
};
