import * as z from 'zod';
import { ENVIRONMENTS } from '#lib/env/wise';
import { readUuid } from '#lib/text/uuid';
import { PROFILE_TYPES } from './connections';

const personalTokenId = z.string().transform(readUuid).pipe(z.string());

/** The longest token that a page takes; Wise's have 36 characters. The command line takes longer ones. */
export const TYPED_TOKEN_MAX_LENGTH = 4_096;
/** A JWE of such a token, with its header. */
export const SEALED_TOKEN_MAX_LENGTH = 6_000;

/**
 * The token as the page sealed it for the vault (decision 097): a JWE in compact form with `ECDH-ES`, so its second part is
 * empty. It is a part of the act, so the passkey signs this very ciphertext.
 */
const sealed = z
  .string()
  .max(SEALED_TOKEN_MAX_LENGTH)
  .regex(/^[\w-]+\.\.[\w-]{16}\.[\w-]+\.[\w-]{22}$/);

const storeSchema = z.strictObject({
  act: z.literal('personal_token.store'),
  environment: z.enum(ENVIRONMENTS),
  /** Empty: the account's only business profile. */
  profileId: z
    .string()
    .trim()
    .regex(/^\d{0,19}$/),
  sealed,
});
const rotateSchema = z.strictObject({ act: z.literal('personal_token.rotate'), personalTokenId, sealed });
const removeSchema = z.strictObject({ act: z.literal('personal_token.remove'), personalTokenId });

/** What admins do with API tokens of the partner's own Wise account: approved with a passkey (design 4.19, 4.26). */
export const PERSONAL_TOKEN_ACT_SCHEMAS = [storeSchema, rotateSchema, removeSchema] as const;

export const personalTokenActSchema = z.discriminatedUnion('act', [...PERSONAL_TOKEN_ACT_SCHEMAS]);
export type PersonalTokenAct = z.output<typeof personalTokenActSchema>;
export type PersonalTokenActInput = z.input<typeof personalTokenActSchema>;

/** Those that bring a token along: each wants a key of its own to seal it with. */
export const SEALING_ACTS = ['personal_token.store', 'personal_token.rotate'] as const;
export type SealingAct = (typeof SEALING_ACTS)[number];

/** How long such a key can be used, in seconds: for the passkey, and for whoever looks for it first. */
export const SEALING_KEY_SECONDS = 300;

const coordinate = z.string().regex(/^[\w-]{43}$/);
/** A P-256 key as a JWK without its private part (RFC 7518 §6.2.1). */
const publicKeySchema = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: coordinate,
  y: coordinate,
});

/** The vault's key for one token; its id goes into the `kid` of what is sealed. */
export const sealingKeySchema = z.object({ id: z.uuid(), publicKey: publicKeySchema });
export type SealingKey = z.output<typeof sealingKeySchema>;

const profileSchema = z.object({ profileId: z.string(), type: z.enum(PROFILE_TYPES), name: z.string() });
export type OwnProfile = z.output<typeof profileSchema>;

/** What came of it without anything more to say. All but the first three changed nothing. */
export const PERSONAL_TOKEN_RESULTS = [
  'stored',
  'rotated',
  'removed',
  /** Wise answers 401. */
  'refused',
  /** Wise lets it not read profiles. */
  'not_allowed',
  'unavailable',
  /** The profile has a token already. */
  'there',
  /** The new token is of another Wise user or profile. */
  'other',
  /** There is no such token any more. */
  'gone',
  /** What was sealed is no token: not one line of visible characters. */
  'no_token',
  /** Its key was used, has ended, is of another act or person, or the ciphertext was changed. */
  'not_opened',
  /** No client of ours at Wise's environment. */
  'not_set_up',
] as const;
export type PersonalTokenResult = (typeof PERSONAL_TOKEN_RESULTS)[number];

export const personalTokenAnswerSchema = z.discriminatedUnion('result', [
  z.object({ result: z.enum(PERSONAL_TOKEN_RESULTS) }),
  /** It opens several profiles, and none was named, or not one of these. */
  z.object({ result: z.literal('choose'), profiles: z.array(profileSchema) }),
]);
export type PersonalTokenAnswer = z.output<typeof personalTokenAnswerSchema>;
