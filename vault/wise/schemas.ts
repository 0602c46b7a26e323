import { z } from 'zod';
import { toDisplayName } from '#lib/text/display-name';
import type { WiseProfile, WiseUser } from './outcomes';

// Fields of wise/openapi.yml `user` and `profile` that we keep; everything else Wise sends (date of
// birth, address, phone) stops here.

/** A 64-bit id; a number on the wire, its digits after the lossless parse. */
const wiseId = z.string().regex(/^\d{1,19}$/);

export const userSchema = z.object({ id: wiseId }).transform(({ id }): WiseUser => ({ userId: id }));

const loose = z.unknown().optional();

export const profileSchema = z
  .object({
    id: wiseId,
    type: z
      .string()
      .transform((type) => type.toLowerCase())
      .pipe(z.enum(['personal', 'business'])),
    fullName: loose,
    businessName: loose,
    firstName: loose,
    lastName: loose,
  })
  .transform((profile): WiseProfile => {
    const parts = [profile.firstName, profile.lastName].filter((part) => typeof part === 'string');
    const name = [profile.fullName, profile.businessName, parts.join(' ')].find(
      (candidate) => typeof candidate === 'string' && candidate.trim() !== '',
    );
    return { profileId: profile.id, type: profile.type, name: nameOf(name) };
  });

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
