import type { WiseProfile } from './types';

/** The older shape (docs/wise.md 6.2): no longer in openapi.yml, but what many clients still read. */
export function profileJsonV1(profile: WiseProfile) {
  const { id, address, phoneNumber } = profile;
  const primaryAddress = BigInt(address.id);
  if (profile.type === 'PERSONAL') {
    const { firstName, lastName, dateOfBirth } = profile;
    const details = { firstName, lastName, dateOfBirth, phoneNumber, avatar: null, occupation: null };
    return { id: BigInt(id), type: 'personal', details: { ...details, primaryAddress } };
  }
  const { fullName: name, registrationNumber, companyType, companyRole, webpage } = profile;
  return {
    id: BigInt(id),
    type: 'business',
    details: {
      name,
      registrationNumber,
      acn: null,
      abn: null,
      arbn: null,
      companyType,
      companyRole,
      descriptionOfBusiness: 'SOFTWARE_DEVELOPMENT',
      primaryAddress,
      webpage,
      businessCategory: 'CONSULTING_IT_BUSINESS_SERVICES',
      businessSubCategory: 'IT_DEVELOPMENT',
    },
  };
}
