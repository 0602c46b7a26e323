import { z } from 'zod';

const TWENTY_YEARS = 630_720_000;

/** What the token endpoint does where Wise's documents are silent or speak in two ways. */
export const tokenSettings = {
  /** Life of access tokens issued from now on. */
  accessTokenSeconds: z.number().min(0).max(TWENTY_YEARS),
  /** Life of authorisation codes issued from now on. */
  codeSeconds: z.number().min(0).max(TWENTY_YEARS),
  /** Off (as seen at Wise): the refresh token stays. On: each refresh hands out a new one and the old one dies. */
  rotateRefreshTokens: z.boolean(),
  /** Of the refusal of a refresh token that died: Wise documents all three, by page. */
  deadRefreshTokenStatus: z.enum(['400', '401', '403']),
  /** The old style of 401: `error_description` is the token itself. */
  tokenInErrorDescription: z.boolean(),
};

export const DEFAULT_TOKEN_SETTINGS = {
  accessTokenSeconds: 43_199,
  codeSeconds: 1_800,
  rotateRefreshTokens: false,
  deadRefreshTokenStatus: '400',
  tokenInErrorDescription: false,
} as const;

export const TOKEN_LABELS = {
  accessTokenSeconds: 'Access tokens live (seconds)',
  codeSeconds: 'Codes live (seconds)',
  rotateRefreshTokens: 'Refresh tokens rotate',
  deadRefreshTokenStatus: 'A dead refresh token gets the status',
  tokenInErrorDescription: 'Errors repeat the token in their description',
} satisfies Record<keyof typeof tokenSettings, string>;

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
