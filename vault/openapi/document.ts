import { PARTNER_API, type PartnerRoute } from '#lib/contract/partner-api';
import { partnerProblemSchema } from '#lib/contract/partner-problems';
import { VERSION } from '#lib/env/version';
import { openPaths } from './open-paths';
import { addressOf, operationOf, TAGS } from './operations';
import { schemaOf } from './schema';
import type { OpenApi, Operation, Paths } from './types';
import { wiseCallPaths } from './wise-calls';

/** The partner API as OpenAPI 3.1, whose schemas are JSON Schema 2020-12, which zod writes. */
export function partnerOpenApi(): OpenApi {
  return {
    openapi: '3.1.1',
    info: {
      title: 'Connect Wise: partner API',
      version: VERSION,
      description:
        'For the partner’s back end, on the vault’s own listener: which connections there are, live access tokens, calls to Wise. ' +
        'Every answer says `Cache-Control: no-store`. Failures are problems of RFC 9457: decide by `code`. ' +
        'Ids are strings. docs/partner-api.md explains it all.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [
      {
        url: '{origin}',
        description: 'The vault’s own listener: PARTNER_API_HOST and PARTNER_API_PORT.',
        variables: { origin: { default: 'http://127.0.0.1:3100' } },
      },
    ],
    security: [{ apiKey: [] }],
    tags: TAGS.map((name) => ({ name })),
    paths: { ...partnerPaths(), ...wiseCallPaths(), ...openPaths() },
    components: {
      securitySchemes: {
        apiKey: {
          type: 'http',
          scheme: 'bearer',
          description: 'An API key: cwk_…, made by npm run api-key.',
        },
      },
      schemas: {
        ...Object.fromEntries(
          Object.values<PartnerRoute>(PARTNER_API).map(({ answerName, answer }) => [
            answerName,
            schemaOf(answer),
          ]),
        ),
        Problem: schemaOf(partnerProblemSchema),
      },
    },
  };
}

/** Routes of one address together, by method. */
function partnerPaths(): Paths {
  const paths: Record<string, Record<string, Operation>> = {};
  const names = Object.keys(PARTNER_API) as (keyof typeof PARTNER_API)[];
  for (const name of names) {
    const route: PartnerRoute = PARTNER_API[name];
    const path = addressOf(route.path);
    paths[path] = { ...paths[path], [route.method]: operationOf(name, route) };
  }
  return paths;
}
