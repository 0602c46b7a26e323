import * as z from 'zod';
import { ENVIRONMENTS } from '#lib/env/wise';

// Part of the partner API (lib/contract/partner-api.ts): descriptions here are for the partner's developers. Fields of
// openapi.yml, profilePersonalCreate, by Wise's names; what else Wise takes goes through as it comes.

const text = z.string().min(1).max(500);
const name = z.string().min(1).max(30);

const address = z.looseObject({
  addressFirstLine: text,
  city: text,
  countryIso3Code: z
    .string()
    .regex(/^[a-z]{3}$/)
    .describe('Lower case, such as usa.'),
  postCode: text.optional(),
  stateCode: z.string().min(1).max(5).optional().describe('Required in the US, CA, BR and AU.'),
});

const contactDetails = z.looseObject({
  email: z.email().max(254),
  phoneNumber: text.describe('International, such as +3725064992.'),
});

const personalProfile = z.looseObject({
  firstName: name.describe('With middle names; Wise takes 30 characters.'),
  lastName: name,
  preferredName: name.optional(),
  dateOfBirth: z.iso.date(),
  nationality: text.optional().describe('Three letters, lower case.'),
  address,
  contactDetails,
  occupations: z
    .array(z.looseObject({ code: text, format: z.literal('FREE_FORM') }))
    .max(20)
    .optional()
    .describe('Required in CA, IN, JP, ID, IL, MX, and NM in the US.'),
  externalCustomerId: text.optional().describe('Your own name for the customer, at Wise.'),
});
export type PersonalProfile = z.output<typeof personalProfile>;

/** Names by which a refusal of Wise may be passed on. */
export const PERSONAL_PROFILE_FIELDS: readonly string[] = [
  ...Object.keys(personalProfile.shape),
  ...Object.keys(address.shape).map((field) => `address.${field}`),
  ...Object.keys(contactDetails.shape).map((field) => `contactDetails.${field}`),
];

export const createWiseProfileSchema = z.strictObject({
  environment: z.enum(ENVIRONMENTS),
  personal_profile: personalProfile.describe(
    'As Wise documents it for POST /v2/profiles/personal-profile. It goes to Wise and is not kept here.',
  ),
});
