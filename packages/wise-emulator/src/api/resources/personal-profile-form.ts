import * as z from 'zod';
import { iso2Of } from '#emulator/kernel/store/people/countries';

const name = z.string().trim().min(1).max(30);
const text = z.string().trim().min(1).max(255);

/** openapi.yml, profilePersonalCreate. */
const STATES_WANTED = ['usa', 'can', 'bra', 'aus'];
const OCCUPATIONS_WANTED = ['can', 'ind', 'jpn', 'idn', 'isr', 'mex'];

const addressSchema = z
  .object({
    addressFirstLine: text,
    city: text,
    countryIso3Code: z.string().refine((code) => iso2Of(code) !== undefined, 'is no country known here'),
    postCode: text.optional(),
    stateCode: z.string().min(1).max(5).optional(),
  })
  .refine(({ countryIso3Code, stateCode }) => stateCode || !STATES_WANTED.includes(countryIso3Code), {
    path: ['stateCode'],
    error: 'is required in this country',
  });

/** The body of `POST /v2/profiles/personal-profile`; what else is in it is not looked at. */
export const personalProfileSchema = z
  .object({
    firstName: name,
    lastName: name,
    preferredName: name.optional(),
    firstNameInKana: text.nullish(),
    lastNameInKana: text.nullish(),
    address: addressSchema,
    nationality: z.string().length(3).optional(),
    dateOfBirth: z.iso.date(),
    externalCustomerId: text.optional(),
    contactDetails: z.object({ email: z.email(), phoneNumber: z.string().regex(/^\+\d{5,15}$/) }),
    occupations: z.array(z.object({ code: text, format: z.literal('FREE_FORM') })).optional(),
  })
  .refine(({ address, occupations }) => occupations?.length || !wantsOccupation(address), {
    path: ['occupations'],
    error: 'is required in this country',
  });

export type PersonalProfileForm = z.output<typeof personalProfileSchema>;

function wantsOccupation({ countryIso3Code, stateCode }: z.output<typeof addressSchema>): boolean {
  const isNewMexico = countryIso3Code === 'usa' && stateCode === 'NM';
  return isNewMexico || OCCUPATIONS_WANTED.includes(countryIso3Code);
}
