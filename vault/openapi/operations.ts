import type * as z from 'zod';
import type { PARTNER_API, PartnerRoute } from '#lib/contract/partner-api';
import { ANSWER_EXAMPLES, REQUEST_EXAMPLES } from '#lib/contract/partner-examples';
import { curl } from './curl';
import { problemsOf } from './problems';
import { schemaOf } from './schema';
import type { Operation, Parameter } from './types';

type Name = keyof typeof PARTNER_API;

/** `/v1/connections/:id` as OpenAPI writes it. */
export const addressOf = (path: string): string => path.replace(/:(\w+)/g, '{$1}');

export const TAGS = [
  'Connections',
  'Tokens',
  'Calls to Wise',
  'Approvals',
  'Wise users',
  'Events',
  'About this API',
] as const;

/** Under which heading an address stands; the first that fits. */
const BY_ADDRESS: readonly [pattern: RegExp, tag: (typeof TAGS)[number]][] = [
  [/\/wise\//, 'Calls to Wise'],
  [/-token/, 'Tokens'],
  [/\/sca-/, 'Approvals'],
  [/\/wise-user/, 'Wise users'],
  [/\/(wise-)?events|\/event-endpoints/, 'Events'],
];

export function tagOf(path: string): (typeof TAGS)[number] {
  return BY_ADDRESS.find(([pattern]) => pattern.test(path))?.[1] ?? 'Connections';
}

/** A route with a schema of its own for what it answers. */
export function operationOf(name: Name, route: PartnerRoute): Operation {
  const path = addressOf(route.path);
  const { query, body } = REQUEST_EXAMPLES[name] ?? {};
  const parameters = [
    ...(route.path.includes(':id') ? [ID] : []),
    ...queryParameters(route.query),
    ...(route.hasETag === undefined ? [] : [IF_NONE_MATCH]),
  ];
  return {
    operationId: name,
    tags: [tagOf(path)],
    summary: route.summary,
    description: scopesOf(route),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(route.body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: schemaOf(route.body), example: body } },
          },
        }),
    responses: {
      200: {
        description: 'OK',
        ...(route.hasETag === undefined ? {} : { headers: ETAG }),
        content: {
          'application/json': {
            schema: { $ref: `#/components/schemas/${route.answerName}` },
            example: ANSWER_EXAMPLES[name],
          },
        },
      },
      ...(route.hasETag === undefined
        ? {}
        : { 304: { description: 'What If-None-Match names is still so.', headers: ETAG } }),
      ...problemsOf(route.errors),
    },
    'x-codeSamples': [{ lang: 'Shell', source: curl({ method: route.method, path, query, body }) }],
  };
}

export function scopesOf({
  scope,
  personalTokenScope: own,
}: Pick<PartnerRoute, 'scope' | 'personalTokenScope'>): string {
  const wants = `Wants the scope \`${scope}\`.`;
  return own === undefined ? wants : `${wants} For a personal token it wants \`${own}\` too.`;
}

const ETAG = { ETag: { description: 'The version, in quotes.', schema: { type: 'string' } } };

const IF_NONE_MATCH: Parameter = {
  name: 'If-None-Match',
  in: 'header',
  description: 'The ETag of an earlier answer: when it is still so, 304 comes without a body.',
  schema: { type: 'string' },
};

export const ID: Parameter = {
  name: 'id',
  in: 'path',
  required: true,
  schema: { type: 'string', format: 'uuid' },
};

function queryParameters(query: z.ZodObject | undefined): Parameter[] {
  if (query === undefined) return [];
  const { properties = {}, required = [] } = schemaOf(query);
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    ...(required.includes(name) ? { required: true } : {}),
    ...(description === undefined ? {} : { description }),
    schema,
  }));
}
