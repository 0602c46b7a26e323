import * as z from 'zod';
import { ENVIRONMENTS } from '#lib/env/wise';
import { isStorable } from '#lib/text/storable';
import type { ApiKeyScope } from './api-key-scopes';
import { CONNECTION_REASONS, CONNECTION_STATUSES, PROFILE_TYPES } from './connections';
import { DEADLINE_ROUTES } from './deadlines';
import { EVENT_ROUTES } from './event-routes';
import { matchSchema } from './matching';
import {
  ANY_REQUEST,
  APPLICATION_TOKEN,
  ONE_CONNECTION,
  ONE_TOKEN,
  type PartnerFailure,
  WISE_USER,
} from './partner-problems';
import { SCA_ROUTES } from './sca-routes';
import { SESSION_ROUTES } from './session-routes';
import { MONEY_REASONS, MONEY_STATES } from './standings';
import { createWiseProfileSchema } from './wise-profiles';
import { claimLinkSchema, createWiseUserSchema, ofEnvironmentSchema, wiseUserSchema } from './wise-users';

// docs/partner-api.openapi.json is made of this file (`npm run openapi`): descriptions here are for the partner's developers.

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;

const environment = z.enum(ENVIRONMENTS);
const instant = z.iso.datetime();
const profileId = z
  .string()
  .regex(/^\d{1,19}$/)
  .describe('Wise’s id of the profile: a string, because a double would round 64 bits.');

// Strict: a misspelt filter must not silently list everything; a repeated one arrives as an array and fails.
export const listQuerySchema = z.strictObject({
  status: z.enum(CONNECTION_STATUSES).optional(),
  environment: environment.optional(),
  profile_id: profileId.optional(),
  customer_subject: z
    .string()
    .min(1)
    .max(255)
    .refine(isStorable)
    .describe('The whole subject of the customer’s own sign-in.')
    .optional(),
  limit: z
    .string()
    .regex(/^[1-9]\d{0,2}$/)
    .transform(Number)
    .refine((limit) => limit <= MAX_LIMIT)
    .default(DEFAULT_LIMIT)
    .meta({
      type: 'integer',
      minimum: 1,
      maximum: MAX_LIMIT,
      description: `Connections a page; ${DEFAULT_LIMIT} when it is not given.`,
    }),
  cursor: z
    .string()
    .max(200)
    .describe('The next_cursor of the page before. Keep the filters the same.')
    .optional(),
});
export type ListQuery = z.output<typeof listQuerySchema>;

const connectionSchema = z.object({
  kind: z
    .enum(['oauth', 'personal_token'])
    .describe('personal_token: the partner’s own account, by an API token of its own; there is no customer.'),
  id: z.uuid().describe('Stays the same when the customer connects the same profile again.'),
  status: z.enum(CONNECTION_STATUSES),
  reason: z.enum(CONNECTION_REASONS).nullable().describe('Why it is not active.'),
  frozen: z.boolean().describe('True: no token is issued, whatever the status.'),
  environment,
  profile_id: profileId,
  profile_type: z.enum(PROFILE_TYPES),
  profile_name: z.string(),
  match: matchSchema,
  customer: z
    .object({
      id: z.uuid(),
      issuer: z.string().nullable(),
      subject: z.string().nullable().describe('Of the customer’s own sign-in with the partner.'),
    })
    .nullable(),
  created_at: instant.describe('The first consent.'),
  connected_at: instant.describe('The latest consent.'),
  last_checked_at: instant.nullable(),
  disconnected_at: instant.nullable(),
  money_movement: z
    .object({
      state: z
        .enum(MONEY_STATES)
        .describe('Wise tells of restrictions only, so no state says that a payment will go through.'),
      reasons: z.array(
        z.object({
          code: z.enum(MONEY_REASONS),
          since: instant,
          due_at: instant.nullable().describe('By when Wise wants what it asks for.'),
          review_id: z
            .uuid()
            .nullable()
            .describe('Wise’s KYC review, where the reason is one: for its hosted page.'),
        }),
      ),
    })
    .describe('Whether money can move, as far as Wise has said: another fact than `status`.'),
});
export type PartnerConnection = z.output<typeof connectionSchema>;

const connectionListSchema = z.object({
  data: z.array(connectionSchema).describe('Newest first.'),
  next_cursor: z.string().nullable().describe('Null: this was the last page.'),
});
export type PartnerConnectionList = z.output<typeof connectionListSchema>;

const accessTokenSchema = z.object({
  access_token: z
    .string()
    .describe('Live at Wise when it is issued. Ask again for each use; do not keep it.'),
  token_type: z.literal('Bearer'),
  expires_at: instant.nullable().describe('Null: a personal token, which does not expire by itself.'),
  version: z
    .int()
    .positive()
    .describe(
      'Grows whenever the token is another one. Not an id: it starts at the seconds since 1970 and grows by one a refresh, so that a double holds it for ever.',
    ),
  profile_id: profileId,
  environment,
});
export type PartnerAccessToken = z.output<typeof accessTokenSchema>;

const version = z
  .string()
  .regex(/^[1-9]\d{0,15}$/)
  .transform(BigInt);

export const accessTokenQuerySchema = z.strictObject({
  min_ttl: z
    .string()
    .regex(/^[1-9]\d{0,4}$/)
    .transform(Number)
    .meta({
      type: 'integer',
      minimum: 1,
      maximum: 99_999,
      description:
        'Seconds that the token has to live; a shorter one is refreshed first. At most half of the life that Wise gives it.',
    })
    .optional(),
  rejected_version: version
    .meta({
      type: 'integer',
      minimum: 1,
      description: 'Wise answered the token of this version with 401 invalid_token.',
    })
    .optional(),
});

export const rejectionSchema = z.strictObject({
  version: z.int().positive().describe('Of the token that Wise answered with 401 invalid_token.'),
});

const rejectionAnswerSchema = z.object({
  version: z.int().positive().describe('Of the token that is live now: another one than was rejected.'),
});
export type PartnerRejection = z.output<typeof rejectionAnswerSchema>;

// Strict, as above: without `environment` nobody should be given a token of the other one.
export const applicationTokenQuerySchema = z.strictObject({ environment });

const applicationTokenSchema = z.object({
  access_token: z
    .string()
    .describe('Of your client at Wise, for calls that are no customer’s. Opaque, up to 16 KB.'),
  token_type: z.literal('Bearer'),
  expires_at: instant.describe('More than half of its life is left when it is issued, while Wise answers.'),
  environment,
});
export type PartnerApplicationToken = z.output<typeof applicationTokenSchema>;

/** A route that takes an API key: what it wants and what it answers. */
export type PartnerRoute = {
  method: 'get' | 'post' | 'put' | 'delete';
  path: string;
  summary: string;
  scope: ApiKeyScope;
  /** What a key needs besides for a connection of kind `personal_token`. */
  personalTokenScope?: ApiKeyScope;
  query?: z.ZodObject;
  /** Answers with `ETag`, and 304 to `If-None-Match`. */
  hasETag?: true;
  body?: z.ZodType;
  answerName: string;
  answer: z.ZodType;
  errors: readonly PartnerFailure[];
};

/** Every such route, as the vault registers it. */
export const PARTNER_API = {
  listConnections: {
    method: 'get',
    path: '/v1/connections',
    summary: 'Which connections there are, by pages',
    scope: 'connections:read',
    query: listQuerySchema,
    answerName: 'ConnectionList',
    answer: connectionListSchema,
    errors: ANY_REQUEST,
  },
  getConnection: {
    method: 'get',
    path: '/v1/connections/:id',
    summary: 'One connection',
    scope: 'connections:read',
    answerName: 'Connection',
    answer: connectionSchema,
    errors: ONE_CONNECTION,
  },
  getAccessToken: {
    method: 'get',
    path: '/v1/connections/:id/access-token',
    summary: 'An access token of Wise that is live now',
    scope: 'tokens:read',
    personalTokenScope: 'personal-token:use',
    query: accessTokenQuerySchema,
    hasETag: true,
    answerName: 'AccessToken',
    answer: accessTokenSchema,
    errors: ONE_TOKEN,
  },
  rejectAccessToken: {
    method: 'post',
    path: '/v1/connections/:id/access-token/rejections',
    summary: 'Wise did not take a token: find out at once whether the connection lives',
    scope: 'tokens:read',
    personalTokenScope: 'personal-token:use',
    body: rejectionSchema,
    answerName: 'Rejection',
    answer: rejectionAnswerSchema,
    errors: ONE_TOKEN,
  },
  getApplicationToken: {
    method: 'get',
    path: '/v1/application-token',
    summary: 'A token of your own client at Wise',
    scope: 'application-token:read',
    query: applicationTokenQuerySchema,
    answerName: 'ApplicationToken',
    answer: applicationTokenSchema,
    errors: APPLICATION_TOKEN,
  },
  createWiseUser: {
    method: 'post',
    path: '/v1/customers/:id/wise-user',
    summary: 'Make a Wise user for a customer, and connect them; asking again goes on where it stands',
    scope: 'connections:write',
    body: createWiseUserSchema,
    answerName: 'WiseUser',
    answer: wiseUserSchema,
    errors: WISE_USER,
  },
  getWiseUser: {
    method: 'get',
    path: '/v1/customers/:id/wise-user',
    summary: 'How the making of a Wise user stands',
    scope: 'connections:read',
    query: ofEnvironmentSchema,
    answerName: 'WiseUser',
    answer: wiseUserSchema,
    errors: ONE_CONNECTION,
  },
  createWiseProfile: {
    method: 'post',
    path: '/v1/customers/:id/wise-user/profile',
    summary: 'Make the personal profile of a Wise user that you made, and connect the customer by it',
    scope: 'connections:write',
    body: createWiseProfileSchema,
    answerName: 'WiseUser',
    answer: wiseUserSchema,
    errors: WISE_USER,
  },
  createClaimLink: {
    method: 'post',
    path: '/v1/customers/:id/wise-user/claim-link',
    summary: 'A link by which the customer takes their Wise account over',
    scope: 'connections:write',
    body: ofEnvironmentSchema,
    answerName: 'ClaimLink',
    answer: claimLinkSchema,
    errors: ONE_CONNECTION,
  },
  ...DEADLINE_ROUTES,
  ...EVENT_ROUTES,
  ...SCA_ROUTES,
  ...SESSION_ROUTES,
} as const satisfies Record<string, PartnerRoute>;
