import { WISE_CALL_ROUTES, type WiseCallRoute } from '#lib/contract/wise-call-routes';
import { ENVIRONMENTS } from '#lib/env/wise';
import { curl } from './curl';
import { addressOf, ID, scopesOf, tagOf } from './operations';
import { problemsOf } from './problems';
import type { Answer, Operation, Parameter, Paths } from './types';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
type Method = (typeof METHODS)[number];

const PATH: Parameter = {
  name: 'path',
  in: 'path',
  required: true,
  description:
    'A path of Wise’s own API, with its version and its slashes, such as v4/profiles/14575282/balances: put in as it is, not percent-encoded (OpenAPI 3.1 has no word for that). Its query follows as at Wise.',
  schema: { type: 'string' },
};
const ENVIRONMENT: Parameter = {
  name: 'environment',
  in: 'path',
  required: true,
  schema: { type: 'string', enum: ENVIRONMENTS },
};
const CHALLENGE: Parameter = {
  name: 'Wise-Challenge',
  in: 'header',
  description: 'The challenge_id of SCA_REQUIRED, when the same call is repeated after the approval.',
  schema: { type: 'string', format: 'uuid' },
};

const SOURCE = {
  'Connect-Wise-Source': {
    description: 'On each answer that is Wise’s own, whatever its status.',
    schema: { type: 'string', const: 'wise' },
  },
};
const OF_WISE: Answer = {
  description: 'Wise’s answer as it came, with Wise’s status.',
  headers: SOURCE,
  content: { '*/*': {} },
};

/** The routes behind which Wise answers: five methods each. */
export function wiseCallPaths(): Paths {
  return Object.fromEntries(
    Object.entries<WiseCallRoute>(WISE_CALL_ROUTES).map(([name, route]) => [
      addressOf(route.path).replace('*', '{path}'),
      Object.fromEntries(METHODS.map((method) => [method, operationOf(name, route, method)])),
    ]),
  );
}

function operationOf(name: string, route: WiseCallRoute, method: Method): Operation {
  const isOfConnection = route.path.includes(':id');
  const takesBody = method !== 'get' && method !== 'delete';
  const profile = 'v4/profiles/14575282/balances';
  const path = addressOf(route.path).replace('{environment}', 'sandbox').replace('*', profile);
  return {
    operationId: `${name}By${method[0]?.toUpperCase()}${method.slice(1)}`,
    tags: [tagOf(addressOf(route.path))],
    summary: `${route.summary}: ${method.toUpperCase()}`,
    description: `${scopesOf(route)} Problems are the vault’s own; what carries \`Connect-Wise-Source: wise\` is Wise’s.`,
    parameters: [
      isOfConnection ? ID : ENVIRONMENT,
      PATH,
      ...(route.hasChallenge === undefined ? [] : [CHALLENGE]),
    ],
    ...(takesBody
      ? { requestBody: { required: false, content: { 'application/json': {}, 'multipart/form-data': {} } } }
      : {}),
    responses: { ...orOfWise(problemsOf(route.errors)), default: OF_WISE },
    'x-codeSamples': [
      {
        lang: 'Shell',
        source: curl({ method, path, body: takesBody ? { type: 'STANDARD', currency: 'EUR' } : undefined }),
      },
    ],
  };
}

/** A status of ours may be Wise's too: then the body is Wise's. */
function orOfWise(problems: Record<string, Answer>): Record<string, Answer> {
  return Object.fromEntries(
    Object.entries(problems).map(([status, answer]) => [
      status,
      { ...answer, headers: { ...answer.headers, ...SOURCE }, content: { ...answer.content, '*/*': {} } },
    ]),
  );
}
