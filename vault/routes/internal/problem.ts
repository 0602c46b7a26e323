import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import { AppError, toAppError } from '#lib/errors/app-error';
import type { Logger } from '#lib/log/logger';

/** Sends a failure as RFC 9457: our code and the words for people, never the log text. */
export function sendProblem(reply: FastifyReply, error: AppError): FastifyReply {
  if (error.retryAfterSeconds !== undefined) reply.header('retry-after', Math.ceil(error.retryAfterSeconds));
  return reply
    .code(error.status)
    .type('application/problem+json')
    .header('cache-control', 'no-store')
    .send(
      JSON.stringify({ type: 'about:blank', title: error.userText, status: error.status, code: error.code }),
    );
}

/** Every failure of this listener leaves as a problem; what happened goes to the log. */
export function answerWithProblems(app: FastifyInstance, log: Logger): void {
  app.setNotFoundHandler((_request, reply) => sendProblem(reply, new AppError('NOT_FOUND')));
  app.setErrorHandler((thrown: unknown, request, reply) => {
    const error = fromFastify(thrown) ?? toAppError(thrown);
    const route = request.routeOptions.url ?? 'unknown route';
    const level = error.status >= 500 ? 'error' : 'info';
    log[level]({ route, problem: error.code, err: error }, 'internal request refused');
    return sendProblem(reply, error);
  });
}

/** Fastify's own refusals (body too large, not JSON) keep their meaning; their texts stay here. */
function fromFastify(thrown: unknown): AppError | undefined {
  if (thrown instanceof AppError || !isFastifyError(thrown)) return undefined;
  if (thrown.statusCode === 413) return new AppError('BODY_TOO_LARGE', { log: thrown.code });
  if (thrown.statusCode === undefined || thrown.statusCode >= 500) return undefined;
  return new AppError('BAD_REQUEST', { log: thrown.code });
}

function isFastifyError(thrown: unknown): thrown is FastifyError {
  return (
    thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' && 'statusCode' in thrown
  );
}
