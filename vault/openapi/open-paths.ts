import { VERSION } from '#lib/env/version';
import { curl } from './curl';
import type { Answer, Operation, Paths, Schema } from './types';

const TAG = 'About this API';

/** What wants no API key: it holds no secret, and a probe has none to show. */
export function openPaths(): Paths {
  return {
    '/healthz': {
      get: open('/healthz', {
        operationId: 'isAlive',
        summary: 'Whether the listener lives',
        responses: { 200: json('Alive', { ok: true, version: VERSION }) },
      }),
    },
    '/readyz': {
      get: open('/readyz', {
        operationId: 'isReady',
        summary: 'Whether the database takes the vault’s writes',
        responses: {
          200: json('Ready', { ok: true, database: true }),
          503: json('Not ready', { ok: false, database: false }),
        },
      }),
    },
    '/v1/openapi.json': {
      get: open('/v1/openapi.json', {
        operationId: 'getOpenApi',
        summary: 'This description, for machines',
        responses: {
          200: { description: 'OK', content: { 'application/json': { schema: { type: 'object' } } } },
        },
      }),
    },
    '/v1/docs': {
      get: open('/v1/docs', {
        operationId: 'getDocs',
        summary: 'This description, for people',
        responses: { 200: text('text/html') },
      }),
    },
    '/v1/docs/style.css': {
      get: open('/v1/docs/style.css', {
        operationId: 'getDocsStyle',
        summary: 'The style of that page',
        responses: { 200: text('text/css') },
      }),
    },
  };
}

function open(path: string, operation: Pick<Operation, 'operationId' | 'summary' | 'responses'>): Operation {
  const { operationId, summary, responses } = operation;
  return {
    operationId,
    tags: [TAG],
    summary,
    security: [],
    responses,
    'x-codeSamples': [{ lang: 'Shell', source: curl({ method: 'get', path, withKey: false }) }],
  };
}

const text = (type: string): Answer => ({
  description: 'OK',
  content: { [type]: { schema: { type: 'string' } } },
});

function json(description: string, example: Readonly<Record<string, string | boolean>>): Answer {
  const schema: Schema = {
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(example).map(([name, value]) => [name, { type: typeof value }]),
    ),
    required: Object.keys(example),
  };
  return { description, content: { 'application/json': { schema, example } } };
}
