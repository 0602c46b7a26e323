import type { Schema } from './openapi';

/** What the emulator says beyond the file's words: statuses that openapi.yml does not give, each with its source. */
export type UndocumentedStatus = {
  status: number;
  /** `GET /v2/profiles`; nothing: every operation. */
  operation?: string;
  shape: keyof typeof ERROR_SHAPES;
  source: string;
};

export const UNDOCUMENTED_STATUSES: readonly UndocumentedStatus[] = [
  {
    status: 401,
    shape: 'oauth',
    source:
      'oauth-and-tokens.md 4.5: a dead or missing bearer token; openapi.yml has it at POST /v1/accounts',
  },
  {
    status: 403,
    shape: 'gateway',
    source: 'oauth-and-tokens.md 4.5: a live token for something that was not granted to it',
  },
  {
    status: 400,
    operation: 'POST /v1/auth/jose/playground/jws',
    shape: 'oauth',
    source: 'mtls-jose-sca-webhooks.md 2: jws_error; openapi.yml has it at jwsjwe',
  },
];

/** The shapes of errors that Wise has in use (oauth-and-tokens.md 8.1), closed. */
export const ERROR_SHAPES = {
  oauth: {
    type: 'object',
    required: ['error', 'error_description'],
    additionalProperties: false,
    properties: { error: { type: 'string' }, error_description: { type: 'string' } },
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
  { route: /^\/account\//, reason: "Wise's web site: pages for people" },
  { route: /^\/oauth\/authorize(\/|$)/, reason: 'the authorise page: oauth-and-tokens.md 1.2' },
  {
    route: /^\/(v1|\d{4}Q\d)\/authenticated\/playground$/,
    reason: 'mtls-jose-sca-webhooks.md 1: the check of a client certificate; its body is not documented',
  },
];

/** Statuses that the file has for a served operation and that the emulator never gives, each with the reason. */
export const NEVER_GIVEN: ReadonlyMap<string, string> = new Map([]);
