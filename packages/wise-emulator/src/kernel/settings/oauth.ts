import * as z from 'zod';
import { setting } from './setting';

const TWENTY_YEARS = 630_720_000;

/** What the token endpoint makes, where Wise's documents are silent or speak in two ways. */
export const tokenSettings = {
  /** What `expires_in` of access tokens says that are issued from now on. */
  accessTokenSeconds: setting({
    description: 'expires_in of access tokens (seconds)',
    default: 43_199,
    schema: z.number().min(0).max(TWENTY_YEARS),
  }),
  /**
   * On, as recorded: the token lives a second more than `expires_in` says, which Wise rounds down (`expires_at` is
   * 43,200 s after `created_at`, `expires_in` 43,199). Off: both say the same.
   */
  expiresInIsRoundedDown: setting({
    description: 'Access tokens live a second more than expires_in says',
    default: true,
    schema: z.boolean(),
  }),
  /** Life of refresh tokens of grants made from now on. */
  refreshTokenSeconds: setting({
    description: 'Refresh tokens live (seconds)',
    default: TWENTY_YEARS,
    schema: z
      .number()
      .min(0)
      .max(2 * TWENTY_YEARS),
  }),
  /** Life of authorisation codes issued from now on. */
  codeSeconds: setting({
    description: 'Codes live (seconds)',
    default: 1_800,
    schema: z.number().min(0).max(TWENTY_YEARS),
  }),
  /** Off (as seen at Wise): the refresh token stays. On: each refresh hands out a new one and the old one dies. */
  rotateRefreshTokens: setting({ description: 'Refresh tokens rotate', default: false, schema: z.boolean() }),
  /** Wise changes over from UUIDs to JWEs until January 2027. */
  applicationTokens: setting({
    description: 'Tokens of the app itself are',
    default: 'jwe',
    schema: z.enum(['jwe', 'uuid', 'mixed']),
    choices: {
      jwe: 'JWEs of about 800 characters',
      uuid: 'UUIDs',
      mixed: 'one and the other in turn',
    },
  }),
  /** What a grant for another profile of the same user and client does to the first one. */
  secondProfile: setting({
    description: 'A second profile of one user is connected',
    default: 'beside',
    schema: z.enum(['beside', 'instead']),
    choices: {
      beside: 'beside the first',
      instead: 'instead of the first',
    },
  }),
};

/** How long an access token really lives. One of 0 seconds is dead at once, for tests. */
export function accessLifeSeconds({
  accessTokenSeconds,
  expiresInIsRoundedDown,
}: {
  accessTokenSeconds: number;
  expiresInIsRoundedDown: boolean;
}): number {
  return accessTokenSeconds + (expiresInIsRoundedDown && accessTokenSeconds > 0 ? 1 : 0);
}

/** `true` stands for the ordinary error, `false` for none. */
const authoriseError = z
  .union([z.string().regex(/^[\x21-\x7e]{1,64}$/), z.boolean(), z.null()])
  .transform((value) => (value === true ? 'server_error' : value === false ? null : value));

/** What the authorise page does where Wise's documents are silent. */
export const authoriseSettings = {
  /** What a refusal looks like: Wise documents only that a link back may be there. */
  denial: setting({
    description: 'After a denial the customer finds',
    default: 'link',
    schema: z.enum(['link', 'link-without-state', 'no-way-back']),
    choices: {
      link: 'a link back',
      'link-without-state': 'a link back without state',
      'no-way-back': 'no way back',
    },
  }),
  /** A user without profile gives access: leave `profileId` out (true) or send it empty (false). */
  noProfileOmitsProfileId: setting({
    description: 'Without a profile, leave profileId out',
    default: true,
    schema: z.boolean(),
  }),
  /** Not null: the authorise page is an error page whose link back carries this `error`. */
  authoriseError: setting({
    description: 'The page shows this error (empty: none)',
    default: null,
    schema: authoriseError,
  }),
};
