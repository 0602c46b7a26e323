import * as z from 'zod';
import { setting } from './setting';

const status = z.enum(['400', '401', '403']);

/** How grants end, and what the token endpoint says then: where Wise's documents are silent or contradict each other. */
export const refusalSettings = {
  /** Of a refresh token that is dead. `documented`: by why it died, as Wise's pages have it. */
  deadRefreshTokenStatus: setting({
    description: 'A dead refresh token gets the status',
    default: 'documented',
    schema: z.enum(['documented', ...status.options]),
    choices: {
      documented: 'as documented, by why it died',
      400: '400',
      401: '401',
      403: '403',
    },
  }),
  deadRefreshTokenError: setting({
    description: 'A dead refresh token gets the error',
    default: 'invalid_grant',
    schema: z.enum(['invalid_grant', 'invalid_token']),
  }),
  /** Of a registration code that is wrong, or whose user took the account over: 401 or 400, by page. */
  registrationCodeStatus: setting({
    description: 'A refused registration code gets the status',
    default: '401',
    schema: status,
  }),
  /** Of wrong client credentials: documented without a status. */
  invalidClientStatus: setting({
    description: 'Wrong client credentials get the status',
    default: '401',
    schema: status,
  }),
  /** On (the old server's words): the token endpoint repeats the code or refresh token that it refuses. */
  refusedTokenInErrorDescription: setting({
    description: 'The token endpoint repeats the code or token that it refuses',
    default: true,
    schema: z.boolean(),
  }),
  /** The old style of 401 for a dead access token: `error_description` is the token itself. */
  tokenInErrorDescription: setting({
    description: 'A 401 for a dead access token repeats it',
    default: false,
    schema: z.boolean(),
  }),
  /** With rotation: a refresh token that was rotated away comes again, and the grant ends (RFC 9700 section 4.14.2). */
  reuseEndsGrant: setting({
    description: 'A rotated refresh token that comes again ends the grant',
    default: false,
    schema: z.boolean(),
  }),
  /** A code comes again, and the grant it gave ends (RFC 6749 section 4.1.2). */
  codeReuseEndsGrant: setting({
    description: 'A code that comes again ends the grant it gave',
    default: false,
    schema: z.boolean(),
  }),
  /** Documented of a removed app is only that its refresh token dies. */
  accessOutlivesRemovedApp: setting({
    description: 'The access token outlives a removed app',
    default: false,
    schema: z.boolean(),
  }),
  /** Wise may revoke tokens on a suspected breach of the client secret. */
  revokedSecretEndsGrants: setting({
    description: 'Revoking a client secret at once ends all grants of the client',
    default: false,
    schema: z.boolean(),
  }),
};
