import { subscribe } from 'node:diagnostics_channel';
import type { Ajv2020, ValidateFunction } from 'ajv/dist/2020.js';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** An answer of the partner listener, as it went out. */
export type PartnerAnswer = {
  method: string;
  /** The route's pattern; undefined: no route has that address. */
  route: string | undefined;
  status: number;
  type: string;
  isOfWise: boolean;
  payload: unknown;
};

const waiting: PartnerAnswer[] = [];
let watching = false;

/**
 * Keeps every answer of each partner listener of this process for `takeMisfits`. Fastify says on a channel of Node's that it
 * has made an instance, so the product needs no seam for it.
 * Once in a process, which many test files share.
 */
export function watchPartnerAnswers(): void {
  if (watching) return;
  watching = true;
  subscribe('fastify.initialization', (message) => {
    const { fastify: app } = message as { fastify: FastifyInstance };
    app.addHook('onSend', (request, reply, payload, done) => {
      if (isPartner(app)) waiting.push(answerOf(request, reply, payload));
      done();
    });
  });
}

/** The emulator's listeners, and the vault's others, have no such route. */
function isPartner(app: FastifyInstance): boolean {
  return app.hasDecorator('knownRoutes') && app.knownRoutes.some(({ url }) => url === '/v1/connections/:id');
}

function answerOf(request: FastifyRequest, reply: FastifyReply, payload: unknown): PartnerAnswer {
  return {
    method: request.method.toLowerCase(),
    route: request.routeOptions.url,
    status: reply.statusCode,
    type: String(reply.getHeader('content-type') ?? '').split(';')[0] ?? '',
    isOfWise: reply.getHeader('connect-wise-source') === 'wise',
    payload,
  };
}

/** What of the answers since the last call does not fit the document, a line each. */
export async function takeMisfits(): Promise<string[]> {
  if (waiting.length === 0) return [];
  const { misfitOf } = await checker();
  return waiting.splice(0).flatMap((answer) => misfitOf(answer) ?? []);
}

type Checker = { misfitOf(answer: PartnerAnswer): string | undefined };
let made: Promise<Checker> | undefined;

/** Made when the first answer is there: most tests have none. */
export function checker(): Promise<Checker> {
  made ??= make();
  return made;
}

async function make(): Promise<Checker> {
  const [{ Ajv2020: Ajv }, formats, { partnerOpenApi }] = await Promise.all([
    import('ajv/dist/2020.js'),
    import('ajv-formats'),
    import('#vault/openapi/document'),
  ]);
  const ajv = new Ajv({ strict: false, allErrors: true });
  formats.default.default(ajv);
  const document = closed(partnerOpenApi()) as Document;
  ajv.addSchema(document, 'openapi');
  const compiled = new Map<string, ValidateFunction>();
  return { misfitOf: (answer) => misfit(ajv, document, compiled, answer) };
}

type Document = {
  paths: Record<string, Record<string, { responses: Record<string, { content?: object }> }>>;
};

/** Clients have to bear a field that is new; our own tests should not: an object has the properties that it names alone. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== 'object' || value === null) return value;
  const inside = Object.fromEntries(Object.entries(value).map(([key, each]) => [key, closed(each)]));
  const isObject = inside.type === 'object' && inside.properties !== undefined;
  return isObject ? { ...inside, additionalProperties: false } : inside;
}

const pointer = (parts: readonly string[]): string =>
  parts.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')).join('/');

function misfit(
  ajv: Ajv2020,
  document: Document,
  compiled: Map<string, ValidateFunction>,
  answer: PartnerAnswer,
): string | undefined {
  const at = schemaFor(document, answer);
  const { method, route = 'no route', status, type, payload } = answer;
  const name = `${method.toUpperCase()} ${route} ${status} ${type}`;
  if (at === 'nothing to check') return undefined;
  if (at === 'not in the document') return `${name}: the document has no such answer`;
  let validate = compiled.get(at);
  if (validate === undefined) {
    validate = ajv.compile({ $ref: `openapi#/${at}` });
    compiled.set(at, validate);
  }
  if (validate(JSON.parse(String(payload)))) return undefined;
  return `${name}: ${ajv.errorsText(validate.errors)}`;
}

/** Where in the document the schema of such an answer stands. */
function schemaFor(document: Document, answer: PartnerAnswer): string {
  const { route, status, type, isOfWise } = answer;
  // RFC 9110 §9.3.2: the answer to HEAD is that to GET without its body, and the document has it there
  const isHead = answer.method === 'head';
  const method = isHead ? 'get' : answer.method;
  // no operation, no answer of an operation: but a problem it is
  if (route === undefined) return pointer(['components', 'schemas', 'Problem']);
  // the older name of /healthz is not described
  const path = route === '/v1/health' ? '/healthz' : route.replace(/:(\w+)/g, '{$1}').replace('*', '{path}');
  const responses = document.paths[path]?.[method]?.responses;
  if (responses === undefined) return 'not in the document';
  if (isOfWise) return responses.default === undefined ? 'not in the document' : 'nothing to check';
  const found = responses[String(status)];
  if (found === undefined) return 'not in the document';
  if (found.content === undefined) return type === '' ? 'nothing to check' : 'not in the document';
  if (!Object.hasOwn(found.content, type)) return 'not in the document';
  return type.endsWith('json') && !isHead
    ? pointer(jsonAt(path, method, String(status), type))
    : 'nothing to check';
}

const jsonAt = (path: string, method: string, status: string, type: string): string[] => [
  'paths',
  path,
  method,
  'responses',
  status,
  'content',
  type,
  'schema',
];
