import { z } from 'zod';

const status = z.enum(['400', '401', '403']);

/** How grants end, and what the token endpoint says then: where Wise's documents are silent or contradict each other. */
export const refusalSettings = {
  /** Of a refresh token that is dead. `documented`: by why it died, as Wise's pages have it. */
  deadRefreshTokenStatus: z.enum(['documented', ...status.options]),
  deadRefreshTokenError: z.enum(['invalid_grant', 'invalid_token']),
  /** Of a registration code that is wrong, or whose user took the account over: 401 or 400, by page. */
  registrationCodeStatus: status,
  /** Of wrong client credentials: documented without a status. */
  invalidClientStatus: status,
  /** On (the old server's words): the token endpoint repeats the code or refresh token that it refuses. */
  refusedTokenInErrorDescription: z.boolean(),
  /** The old style of 401 for a dead access token: `error_description` is the token itself. */
  tokenInErrorDescription: z.boolean(),
  /** With rotation: a refresh token that was rotated away comes again, and the grant ends (RFC 9700 section 4.14.2). */
  reuseEndsGrant: z.boolean(),
  /** A code comes again, and the grant it gave ends (RFC 6749 section 4.1.2). */
  codeReuseEndsGrant: z.boolean(),
  /** Documented of a removed app is only that its refresh token dies. */
  accessOutlivesRemovedApp: z.boolean(),
  /** Wise may revoke tokens on a suspected breach of the client secret. */
  revokedSecretEndsGrants: z.boolean(),
};

export const DEFAULT_REFUSAL_SETTINGS = {
  deadRefreshTokenStatus: 'documented',
  deadRefreshTokenError: 'invalid_grant',
  registrationCodeStatus: '401',
  invalidClientStatus: '401',
  refusedTokenInErrorDescription: true,
  tokenInErrorDescription: false,
  reuseEndsGrant: false,
  codeReuseEndsGrant: false,
  accessOutlivesRemovedApp: false,
  revokedSecretEndsGrants: false,
} as const;

export const REFUSAL_LABELS = {
  deadRefreshTokenStatus: 'A dead refresh token gets the status',
  deadRefreshTokenError: 'A dead refresh token gets the error',
  registrationCodeStatus: 'A refused registration code gets the status',
  invalidClientStatus: 'Wrong client credentials get the status',
  refusedTokenInErrorDescription: 'The token endpoint repeats the code or token that it refuses',
  tokenInErrorDescription: 'A 401 for a dead access token repeats it',
  reuseEndsGrant: 'A rotated refresh token that comes again ends the grant',
  codeReuseEndsGrant: 'A code that comes again ends the grant it gave',
  accessOutlivesRemovedApp: 'The access token outlives a removed app',
  revokedSecretEndsGrants: 'Revoking a client secret at once ends all grants of the client',
} satisfies Record<keyof typeof refusalSettings, string>;

export const REFUSAL_CHOICES = {
  deadRefreshTokenStatus: {
    documented: 'as documented, by why it died',
    400: '400',
    401: '401',
    403: '403',
  } satisfies Record<z.infer<typeof refusalSettings.deadRefreshTokenStatus>, string>,
};
