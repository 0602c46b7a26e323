import type { Schema } from './openapi';
import { UNDOCUMENTED_OF_MONEY } from './undocumented-money';
import { SCA_STATUSES } from './undocumented-sca';

/** What the emulator says beyond the file's words: statuses that openapi.yml does not give, each with its source. */
export type UndocumentedStatus = {
  status: number;
  /** `GET /v2/profiles`; nothing: every operation. */
  operation?: string;
  shape: keyof typeof ERROR_SHAPES;
  /** A section of docs/wise.md, or "assumed": then `packages/wise-emulator/README.md` says so too. */
  source: string;
  /** The test that shows it, where the contract's own suite does not. */
  shownBy?: string;
};

const SUBSCRIPTIONS = [
  '/v3/applications/{clientKey}/subscriptions',
  '/v3/profiles/{profileId}/subscriptions',
];
const PLAYGROUND = '/v1/auth/jose/playground';
const KEYS = '/v1/auth/jose';

export const UNDOCUMENTED_STATUSES: readonly UndocumentedStatus[] = [
  {
    status: 401,
    shape: 'oauth',
    source: 'docs/wise.md 4.5: a dead or missing bearer token; openapi.yml has it at POST /v1/accounts',
  },
  {
    status: 403,
    shape: 'gateway',
    source: 'docs/wise.md 4.5: a live token for something that was not granted to it',
  },
  {
    status: 400,
    shape: 'jws',
    source: 'docs/wise.md 10: jws_error, of any call that is signed or has to be',
    shownBy: 'jose/assumed.test.ts',
  },
  {
    status: 401,
    shape: 'gateway',
    source: 'assumed, by the setting mtlsRefusal: no good client certificate at the mTLS host',
    shownBy: 'mtls/mtls-host.test.ts',
  },
  {
    status: 403,
    operation: 'POST /oauth/token',
    shape: 'oauth',
    source: 'docs/wise.md 4.2: the user changed their email; assumed: a client that has to use mTLS',
    shownBy: 'control/presets.test.ts',
  },
  ...['jws', 'jwe', 'jwe-direct-encryption', 'jwsjwe'].map((name) => ({
    status: 400,
    operation: `POST ${PLAYGROUND}/${name}`,
    shape: 'gateway' as const,
    source: 'assumed: another X-TW-JOSE-Method than the one of this operation',
  })),
  {
    status: 400,
    operation: `GET ${PLAYGROUND}/jwe`,
    shape: 'gateway',
    source: 'assumed, by the setting joseAnswerKeyRequired: x-tw-jose-encryption-kid is missing',
  },
  ...['POST jwe', 'POST jwe-direct-encryption', 'GET jwe'].map((name) => ({
    status: 500,
    operation: name.replace(' ', ` ${PLAYGROUND}/`),
    shape: 'unexpected' as const,
    source: 'docs/wise.md 10: decryption failed; openapi.yml has it at jwsjwe',
  })),
  {
    status: 406,
    operation: `POST ${PLAYGROUND}/jws`,
    shape: 'gateway',
    source: 'assumed, by the setting joseHeadersChecked: Accept is not application/jose+json',
  },
  {
    status: 415,
    operation: `POST ${PLAYGROUND}/jws`,
    shape: 'gateway',
    source: 'assumed, by the setting joseHeadersChecked: Content-Type is not application/jose+json',
  },
  {
    status: 422,
    operation: `POST ${KEYS}/request/public-keys`,
    shape: 'validation',
    source: 'assumed: an ill-formed key',
  },
  {
    status: 409,
    operation: `POST ${KEYS}/request/public-keys`,
    shape: 'validation',
    source: 'assumed: a keyId that is in use',
  },
  {
    status: 422,
    operation: `GET ${KEYS}/response/public-keys`,
    shape: 'validation',
    source: 'assumed: an unknown algorithm or scope',
  },
  {
    status: 404,
    operation: `GET ${KEYS}/response/public-keys`,
    shape: 'validation',
    source: 'assumed: a version that there never was',
  },
  ...['GET /v1/currencies', 'GET /v1/me'].map((operation) => ({
    status: 404,
    operation,
    shape: 'gateway' as const,
    source: 'assumed, by the setting apiVersions: a CalVer version that has ended',
    shownBy: 'money/money-routes.test.ts',
  })),
  ...SCA_STATUSES,
  ...SUBSCRIPTIONS.flatMap((path) => [
    {
      status: 422,
      operation: `POST ${path}`,
      shape: 'validation' as const,
      source: 'guides/developer/errors/webhooks has the codes; the status is assumed',
    },
    ...[`GET ${path}/{subscriptionId}`, `DELETE ${path}/{subscriptionId}`].map((operation) => ({
      status: 404,
      operation,
      shape: 'gateway' as const,
      source: 'assumed: no such subscription, or none of this app',
    })),
  ]),
  {
    status: 404,
    operation: `POST ${SUBSCRIPTIONS[0]}/{subscriptionId}/test-notifications`,
    shape: 'gateway',
    source: 'assumed: no such subscription, or none of this app',
  },
  ...UNDOCUMENTED_OF_MONEY,
  {
    status: 409,
    operation: 'POST /v2/profiles/personal-profile',
    shape: 'gateway',
    source: 'openapi.yml says so in its text: a profile exists; the body is assumed',
  },
  {
    status: 422,
    operation: 'POST /v2/profiles/personal-profile',
    shape: 'validation',
    source: 'assumed: what is wrong with the request, field by field',
  },
  ...[
    'POST /v1/user/signup/registration_code',
    'POST /v1/users/exists',
    'POST /v1/user/claim-account',
  ].flatMap((operation) => [
    {
      status: 400,
      operation,
      shape: 'validation' as const,
      source: 'docs/wise.md 7.3: a field that is missing; assumed but for the sign-up',
    },
    {
      status: 422,
      operation,
      shape: 'validation' as const,
      source: 'docs/wise.md 7.3: no e-mail; assumed: a registration code of somebody else',
    },
  ]),
];

/** The shapes of errors that Wise has in use (docs/wise.md 8.1), closed. */
export const ERROR_SHAPES = {
  oauth: {
    type: 'object',
    required: ['error', 'error_description'],
    additionalProperties: false,
    properties: { error: { type: 'string' }, error_description: { type: 'string' } },
  },
  jws: {
    type: 'object',
    required: ['error', 'error_description'],
    additionalProperties: false,
    properties: { error: { const: 'jws_error' }, error_description: { type: 'string' } },
  },
  validation: {
    type: 'object',
    required: ['errors'],
    additionalProperties: false,
    properties: {
      timestamp: { type: 'string', format: 'date-time' },
      errors: {
        type: 'array',
        minItems: 1,
        items: {
          type: 'object',
          required: ['code', 'message'],
          additionalProperties: false,
          properties: {
            code: { type: 'string' },
            message: { type: 'string' },
            path: { type: 'string' },
            arguments: { type: 'array' },
          },
        },
      },
    },
  },
  unexpected: {
    type: 'object',
    required: ['message', 'request_id'],
    additionalProperties: false,
    properties: { message: { type: 'string' }, request_id: { type: 'string' } },
  },
  gateway: {
    type: 'object',
    required: ['timestamp', 'status', 'error', 'message'],
    additionalProperties: false,
    properties: {
      timestamp: { type: 'string', format: 'date-time' },
      status: { type: 'integer' },
      error: { type: 'string' },
      message: { type: 'string' },
      path: { type: ['string', 'null'] },
    },
  },
} satisfies Record<string, Schema>;

/** What a route of the emulator is, when it is no operation of openapi.yml. */
export const NOT_IN_OPENAPI: readonly { route: RegExp; reason: string }[] = [
  { route: /^\/$/, reason: 'the index page for people' },
  { route: /^\/__emulator\b/, reason: "the emulator's own control" },
  { route: /^\/sign-in$/, reason: "Wise's web site: a page for people" },
  { route: /^\/developer-hub(\/|$)/, reason: "Wise's web site: the partner's pages" },
  { route: /^\/account\//, reason: "Wise's web site: pages for people" },
  { route: /^\/oauth\/authorize(\/|$)/, reason: 'the authorise page: docs/wise.md 1.2' },
  {
    route: /^\/approve-api-action(\/|$)/,
    reason: "Wise's web site: the approval page, docs/wise.md 11",
  },
  {
    route: /^\/embedded-flows\//,
    reason: "Wise's web site: the page of a KYC review, docs/wise.md 12.6",
  },
  {
    route: /^\/v1\/profiles(\/:profileId)?$/,
    reason: 'the older shape of profiles: docs/wise.md 6.1 and 6.2',
  },
  {
    route: /^\/(v1|\d{4}Q\d)\/authenticated\/playground$/,
    reason: 'docs/wise.md 9: the check of a client certificate; its body is not documented',
  },
];

/** Statuses that the file has for a served operation and that the emulator never gives, each with the reason. */
export const NEVER_GIVEN: ReadonlyMap<string, string> = new Map([]);
