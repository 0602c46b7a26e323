import type { FastifyInstance, FastifyReply } from 'fastify';
import { isDatabaseFailure } from '#lib/db/database-failure';
import { AppError, toAppError } from '#lib/errors/app-error';
import type { ErrorCode } from '#lib/errors/codes';
import type { Logger } from '#lib/log/logger';
import type { RefusalAnswer } from '#lib/net/http-server';
import type { RefusalStatus } from '#lib/net/request-fault';

/** Fastify's own refusals, by status; what is not here is our mistake. */
const BY_STATUS: Record<number, ErrorCode> = {
  400: 'BAD_REQUEST',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  413: 'BODY_TOO_LARGE',
  414: 'BAD_REQUEST',
  415: 'BAD_REQUEST',
  429: 'TOO_MANY_REQUESTS',
};

/** An answer as RFC 9457 has it. The words come from the code, so no internal text leaves by accident. */
export function sendProblem(reply: FastifyReply, error: AppError): FastifyReply {
  reply.problem = error.code;
  if (error.retryAfterSeconds !== undefined) reply.header('retry-after', String(error.retryAfterSeconds));
  const challenge = challengeOf(error, reply.request.headers.authorization);
  if (challenge !== undefined) reply.header('www-authenticate', challenge);
  return reply
    .code(error.status)
    .header('cache-control', 'no-store')
    .type(PROBLEM_TYPE)
    .send(problemBody(error));
}

/** That the key itself is not good for anything. */
const KEY_REFUSED: readonly ErrorCode[] = ['API_KEY_REFUSED', 'API_KEY_EXPIRED', 'INTERNAL_KEY_REFUSED'];

/**
 * RFC 6750 §3: what would have to be shown instead. The scheme never stands alone, and who showed no key is told of no error
 * of it (§3.1).
 */
function challengeOf(error: AppError, authorization = ''): string | undefined {
  if (error.code === 'SCOPE_MISSING')
    return `Bearer error="insufficient_scope", scope="${error.details.scope}"`;
  if (error.status !== 401) return undefined;
  const isOfKey = KEY_REFUSED.includes(error.code) && /^Bearer +\S/i.test(authorization);
  return isOfKey ? `${REALM}, error="invalid_token"` : REALM;
}

const REALM = 'Bearer realm="Connect Wise"';

const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

function problemBody(error: AppError) {
  return {
    type: `urn:connect-wise:problem:${error.code.toLowerCase().replaceAll('_', '-')}`,
    title: error.title,
    status: error.status,
    code: error.code,
    ...error.details,
  };
}

/** By what Node itself refuses, before there is a request for Fastify. */
const UNREAD: Record<RefusalStatus, ErrorCode> = {
  400: 'BAD_REQUEST',
  408: 'REQUEST_TOO_SLOW',
  413: 'BODY_TOO_LARGE',
  417: 'BAD_REQUEST',
  421: 'BAD_REQUEST',
  431: 'HEADERS_TOO_LARGE',
};

/** The same problem for a request that never reached Fastify. */
export function unreadProblem(status: RefusalStatus): RefusalAnswer {
  const headers = { 'content-type': PROBLEM_TYPE, 'cache-control': 'no-store' };
  return { headers, body: JSON.stringify({ ...problemBody(new AppError(UNREAD[status])), status }) };
}

/** Any thrown value as an AppError, with the database's and Fastify's own failures told apart. Never throws. */
export function asProblem(error: unknown): AppError {
  try {
    return classify(error);
  } catch {
    return new AppError('INTERNAL', { log: 'an error whose fields throw when they are read' });
  }
}

function classify(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  const code = typeof status === 'number' ? BY_STATUS[status] : undefined;
  // Before the database: a client that goes away in the middle of its body leaves the same network errors behind.
  if (code !== undefined) return new AppError(code, { cause: error });
  if (isDatabaseFailure(error)) {
    return new AppError('DATABASE_UNAVAILABLE', { cause: error, retryAfterSeconds: 2 });
  }
  return toAppError(error);
}

/** Whoever asks about a failure names the request by it. */
const REQUEST_ID = 'connect-wise-request-id';

/** On whatever this request is answered with, a refusal before there is a route too. */
export function nameRequest(reply: FastifyReply): void {
  reply.header(REQUEST_ID, reply.request.id);
}

/** Every failure of this listener becomes a problem; those that are ours are logged. */
export function answerProblems(app: FastifyInstance, log: Logger, isClosing: () => boolean): void {
  app.setErrorHandler((error, request, reply) => {
    const problem = asProblem(error);
    // what the route had set for its own answer: a header that cannot be sent would fail this one too
    const stays = (name: string) => name === REQUEST_ID || (name === 'connection' && isClosing());
    for (const name of Object.keys(reply.getHeaders())) if (!stays(name)) reply.removeHeader(name);
    const route = request.routeOptions.url ?? 'unknown route';
    const facts = { route, method: request.method, problem: problem.code };
    // A key that is refused is a wrong setting or a guess: neither may leave no trace.
    if (problem.status === 401 || problem.code === 'API_KEY_NOT_HERE')
      log.warn({ ...facts, why: problem.message }, 'request refused: its key is missing or not good for it');
    else if (problem.code === 'SCOPE_MISSING')
      log.warn({ ...facts, err: problem }, 'request refused: its key lacks a scope');
    else log[problem.status >= 500 ? 'error' : 'debug']({ ...facts, err: problem }, 'request refused');
    return sendProblem(reply, problem);
  });
}
