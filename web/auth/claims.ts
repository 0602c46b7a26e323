import * as z from 'zod';
import { toDisplayName } from '#lib/text/display-name';
import { normaliseAddress } from '#lib/text/email-address';
import { isStorable } from '#lib/text/storable';

/** What an OpenID provider says about a person, made storable. */
export type Claims = {
  issuer: string;
  subject: string;
  name: string | null;
  /** Normalised; undefined when the provider gives none that we can use. */
  email: string | undefined;
  isEmailVerified: boolean;
  /** When the person last proved who they are there; undefined when the provider does not say. */
  authTime: Date | undefined;
};

/** The end of the year 9999: later dates are no dates to PostgreSQL's or anybody's eyes. */
const LAST_SECOND = 253_402_300_799;

const claimsSchema = z.object({
  iss: z.string().min(1).refine(isStorable),
  sub: z.string().min(1).max(255).refine(isStorable),
  name: z.string().optional().catch(undefined),
  preferred_username: z.string().optional().catch(undefined),
  email: z.string().optional().catch(undefined),
  // Some providers send the string.
  email_verified: z
    .union([z.boolean(), z.literal('true'), z.literal('false')])
    .optional()
    .catch(undefined),
  auth_time: z.number().int().positive().max(LAST_SECOND).optional().catch(undefined),
});

/**
 * Reads the checked ID token's claims (OpenID Connect Core §5.1).
 *
 * @throws ZodError without `iss` or `sub`.
 */
export function readClaims(raw: unknown): Claims {
  const claims = claimsSchema.parse(raw);
  return {
    issuer: claims.iss,
    subject: claims.sub,
    name: toDisplayName(claims.name ?? claims.preferred_username ?? '') ?? null,
    email: normaliseAddress(claims.email),
    isEmailVerified: claims.email_verified === true || claims.email_verified === 'true',
    authTime: claims.auth_time === undefined ? undefined : new Date(claims.auth_time * 1_000),
  };
}
