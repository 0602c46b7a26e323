import { z } from 'zod';

const TWENTY_YEARS = 630_720_000;

/** What the token endpoint makes, where Wise's documents are silent or speak in two ways. */
export const tokenSettings = {
  /** What `expires_in` of access tokens says that are issued from now on. */
  accessTokenSeconds: z.number().min(0).max(TWENTY_YEARS),
  /**
   * On, as recorded: the token lives a second more than `expires_in` says, which Wise rounds down (`expires_at` is
   * 43,200 s after `created_at`, `expires_in` 43,199). Off: both say the same.
   */
  expiresInIsRoundedDown: z.boolean(),
  /** Life of refresh tokens of grants made from now on. */
  refreshTokenSeconds: z
    .number()
    .min(0)
    .max(2 * TWENTY_YEARS),
  /** Life of authorisation codes issued from now on. */
  codeSeconds: z.number().min(0).max(TWENTY_YEARS),
  /** Off (as seen at Wise): the refresh token stays. On: each refresh hands out a new one and the old one dies. */
  rotateRefreshTokens: z.boolean(),
  /** Wise changes over from UUIDs to JWEs until January 2027. */
  applicationTokens: z.enum(['jwe', 'uuid', 'mixed']),
  /** What a grant for another profile of the same user and client does to the first one. */
  secondProfile: z.enum(['beside', 'instead']),
};

export const DEFAULT_TOKEN_SETTINGS = {
  accessTokenSeconds: 43_199,
  expiresInIsRoundedDown: true,
  refreshTokenSeconds: TWENTY_YEARS,
  codeSeconds: 1_800,
  rotateRefreshTokens: false,
  applicationTokens: 'jwe',
  secondProfile: 'beside',
} as const;

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

export const TOKEN_LABELS = {
  accessTokenSeconds: 'expires_in of access tokens (seconds)',
  expiresInIsRoundedDown: 'Access tokens live a second more than expires_in says',
  refreshTokenSeconds: 'Refresh tokens live (seconds)',
  codeSeconds: 'Codes live (seconds)',
  rotateRefreshTokens: 'Refresh tokens rotate',
  applicationTokens: 'Tokens of the app itself are',
  secondProfile: 'A second profile of one user is connected',
} satisfies Record<keyof typeof tokenSettings, string>;

export const TOKEN_CHOICES = {
  applicationTokens: {
    jwe: 'JWEs of about 800 characters',
    uuid: 'UUIDs',
    mixed: 'one and the other in turn',
  } satisfies Record<z.infer<typeof tokenSettings.applicationTokens>, string>,
  secondProfile: {
    beside: 'beside the first',
    instead: 'instead of the first',
  } satisfies Record<z.infer<typeof tokenSettings.secondProfile>, string>,
};

/** `true` stands for the ordinary error, `false` for none. */
const authoriseError = z
  .union([z.string().regex(/^[\x21-\x7e]{1,64}$/), z.boolean(), z.null()])
  .transform((value) => (value === true ? 'server_error' : value === false ? null : value));

/** What the authorise page does where Wise's documents are silent. */
export const authoriseSettings = {
  /** What a refusal looks like: Wise documents only that a link back may be there. */
  denial: z.enum(['link', 'link-without-state', 'no-way-back']),
  /** A user without profile gives access: leave `profileId` out (true) or send it empty (false). */
  noProfileOmitsProfileId: z.boolean(),
  /** Not null: the authorise page is an error page whose link back carries this `error`. */
  authoriseError,
};

export const DEFAULT_AUTHORISE_SETTINGS = {
  denial: 'link',
  noProfileOmitsProfileId: true,
  authoriseError: null,
} as const;

export const AUTHORISE_LABELS = {
  denial: 'After a denial the customer finds',
  noProfileOmitsProfileId: 'Without a profile, leave profileId out',
  authoriseError: 'The page shows this error (empty: none)',
} satisfies Record<keyof typeof authoriseSettings, string>;

export const AUTHORISE_CHOICES = {
  denial: {
    link: 'a link back',
    'link-without-state': 'a link back without state',
    'no-way-back': 'no way back',
  } satisfies Record<z.infer<typeof authoriseSettings.denial>, string>,
};
