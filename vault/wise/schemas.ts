import * as z from 'zod';
import { toDisplayName } from '#lib/text/display-name';
import type { ProfileFacts, WiseProfile, WiseProfileWithFacts, WiseUser } from './outcomes';

// Fields of wise/openapi.yml `user` and `profile` that we read; everything else Wise sends (address, phone) stops here.

/** A 64-bit id; a number on the wire, its digits after the lossless parse. */
const wiseId = z.string().regex(/^\d{1,19}$/);

export const userSchema = z.object({ id: wiseId }).transform(({ id }): WiseUser => ({ userId: id }));

const loose = z.unknown().optional();

const profileFields = z.object({
  id: wiseId,
  type: z
    .string()
    .transform((type) => type.toLowerCase())
    .pipe(z.enum(['personal', 'business'])),
  fullName: loose,
  businessName: loose,
  firstName: loose,
  lastName: loose,
  dateOfBirth: z.iso.date().nullable().catch(null),
});
type ProfileFields = z.output<typeof profileFields>;

const givenAndFamilyName = ({ firstName, lastName }: ProfileFields): string =>
  [firstName, lastName].filter((part) => typeof part === 'string').join(' ');

const isName = (candidate: unknown): candidate is string =>
  typeof candidate === 'string' && candidate.trim() !== '';

function toProfile(profile: ProfileFields): WiseProfile {
  const name = [profile.fullName, profile.businessName, givenAndFamilyName(profile)].find(isName);
  return { profileId: profile.id, type: profile.type, name: nameOf(name) };
}

export const profileSchema = profileFields.transform(toProfile);

/** The same with what is compared with the customer. */
export const profileWithFactsSchema = profileFields.transform(
  (profile): WiseProfileWithFacts => ({ ...toProfile(profile), facts: factsOf(profile) }),
);

function factsOf(profile: ProfileFields): ProfileFacts {
  const { type, dateOfBirth, fullName, businessName } = profile;
  if (type === 'personal')
    return { type, dateOfBirth, names: [givenAndFamilyName(profile), fullName].filter(isName) };
  // fullName only where Wise gives no registered name
  return { type, names: [businessName, fullName].filter(isName).slice(0, 1) };
}

/** Never fails: a bad name must not fail a completion (design 4.6). */
function nameOf(name: unknown): string {
  return (typeof name === 'string' ? toDisplayName(name) : undefined) ?? 'Unnamed profile';
}

/** `VISIBLE`, `HIDDEN` or `DEACTIVATED`; nothing where Wise does not say. */
export const profileStateSchema = z
  .object({ currentState: z.string().max(100).default('') })
  .transform(({ currentState }) => currentState.toLowerCase());

/** Of a profile that was made: its id alone. */
export const madeProfileSchema = z.object({ id: wiseId }).transform(({ id }) => id);

/** Ids alone: one entry with something new in it must not hide the profile that was granted. */
export const profileIdsSchema = z.array(madeProfileSchema);

/** Profiles with the country of their address, which decides what a personal token may do (vault/personal-tokens/limits.ts). */
export const ownProfilesSchema = z.array(
  z.intersection(
    profileSchema,
    z
      .object({
        address: z
          .object({ countryIso3Code: z.string().regex(/^[A-Za-z]{3}$/) })
          .nullish()
          .catch(null),
      })
      .transform(({ address }) => ({ country: address?.countryIso3Code.toLowerCase() ?? null })),
  ),
);
