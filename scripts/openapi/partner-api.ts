import path from 'node:path';
import { z } from 'zod';
import { PARTNER_API, type PartnerRoute as Route } from '#lib/contract/partner-api';
import { partnerProblemSchema } from '#lib/contract/partner-problems';
import { VERSION } from '#lib/env/version';
import { ERROR_CODES, type ErrorCode } from '#lib/errors/codes';
import { root } from '../paths.mjs';

/** Made of lib/contract/partner-api.ts by `npm run openapi`. */
export const OPENAPI_FILE = path.join(root, 'docs/partner-api.openapi.json');

type Json = Record<string, unknown>;

/** The partner API as OpenAPI 3.1, whose schemas are JSON Schema 2020-12, which zod writes. */
export function partnerOpenApi(): Json {
  const routes: [string, Route][] = Object.entries(PARTNER_API);
  return {
    openapi: '3.1.1',
    info: {
      title: 'Connect Wise: partner API',
      version: VERSION,
      description:
        'For the partner’s back end, on the vault’s own listener. docs/partner-api.md explains it.',
    },
    servers: [{ url: 'http://127.0.0.1:3100' }],
    security: [{ apiKey: [] }],
    paths: {
      ...pathsOf(routes),
      '/healthz': {
        get: probe('isAlive', 'Whether the listener lives', { ok: true, version: VERSION }),
      },
      '/readyz': {
        get: probe(
          'isReady',
          'Whether the database takes the vault’s writes',
          { ok: true, database: true },
          503,
        ),
      },
    },
    components: {
      securitySchemes: { apiKey: { type: 'http', scheme: 'bearer', description: 'cwk_…' } },
      schemas: {
        ...Object.fromEntries(routes.map(([, route]) => [route.answerName, schemaOf(route.answer)])),
        Problem: schemaOf(partnerProblemSchema),
      },
    },
  };
}

const pathOf = ({ path: address }: Route): string => address.replace(/:(\w+)/g, '{$1}');

/** Routes of one address together, by method. */
function pathsOf(routes: readonly [string, Route][]): Record<string, Json> {
  const paths: Record<string, Json> = {};
  for (const [name, route] of routes) {
    const path = pathOf(route);
    paths[path] = { ...paths[path], [route.method]: operationOf(name, route) };
  }
  return paths;
}

function operationOf(name: string, route: Route): Json {
  return {
    operationId: name,
    summary: route.summary,
    description: scopesOf(route),
    parameters: [
      ...(route.path.includes(':id') ? [ID] : []),
      ...queryParameters(route),
      ...(route.hasETag ? [IF_NONE_MATCH] : []),
    ],
    ...(route.body === undefined
      ? {}
      : {
          requestBody: { required: true, content: { 'application/json': { schema: schemaOf(route.body) } } },
        }),
    responses: {
      200: {
        description: 'OK',
        ...(route.hasETag ? { headers: { ETag: { schema: { type: 'string' } } } } : {}),
        content: json(`#/components/schemas/${route.answerName}`),
      },
      ...(route.hasETag ? { 304: { description: 'What If-None-Match names is still so' } } : {}),
      ...problemsOf(route.errors),
    },
  };
}

function scopesOf({ scope, personalTokenScope: own }: Route): string {
  const wants = `Wants the scope \`${scope}\`.`;
  return own === undefined ? wants : `${wants} For a personal token it wants \`${own}\` too.`;
}

const IF_NONE_MATCH = {
  name: 'If-None-Match',
  in: 'header',
  description: 'The ETag of an earlier answer: when it is still so, 304 comes without a body.',
  schema: { type: 'string' },
};

const ID = { name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } };

function queryParameters({ query }: Route): Json[] {
  if (query === undefined) return [];
  const { properties } = z
    .object({ properties: z.record(z.string(), z.looseObject({})) })
    .parse(schemaOf(query));
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    ...(description === undefined ? {} : { description }),
    schema,
  }));
}

/** One answer per status, which names its codes: that is what a client decides by. */
function problemsOf(codes: readonly ErrorCode[]): Json {
  const statuses = [...new Set(codes.map((code) => ERROR_CODES[code].status))].sort((a, b) => a - b);
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      {
        description: codes.filter((code) => ERROR_CODES[code].status === status).join(', '),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  );
}

const json = ($ref: string): Json => ({ 'application/json': { schema: { $ref } } });

function probe(operationId: string, summary: string, example: Json, failure?: number): Json {
  const answer = {
    content: {
      'application/json': {
        schema: {
          type: 'object',
          properties: Object.fromEntries(
            Object.entries(example).map(([name, value]) => [name, { type: typeof value }]),
          ),
          required: Object.keys(example),
        },
      },
    },
  };
  const failed = failure === undefined ? {} : { [failure]: { description: 'Not ready', ...answer } };
  return {
    operationId,
    summary,
    security: [],
    responses: { 200: { description: 'OK', ...answer }, ...failed },
  };
}

/**
 * As a client sees it: before our transforms, and without the patterns that zod adds to a format or that belong to the text
 * of a number in an address.
 */
function schemaOf(schema: z.ZodType): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io: 'input',
    override: ({ jsonSchema }) => {
      if (jsonSchema.format !== undefined || jsonSchema.type === 'integer') delete jsonSchema.pattern;
    },
  });
  return rest;
}
