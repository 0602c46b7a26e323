import type { FastifyInstance } from 'fastify';
import { AppError } from '#lib/errors/app-error';
import type { Route } from './listener';
import { sendProblem } from './problem';

/**
 * What no route takes. For the partner's back end an address that takes other methods is told from one that there is not
 * (RFC 9110 §15.5.6): a mistake of its own must not read like a connection that is gone. Wise is answered by decision 049.
 */
export function answerUnknown(app: FastifyInstance, isPartner: boolean): void {
  // whoever has no key asks here too: the patterns are made once
  let patterns: readonly Pattern[] | undefined;
  app.setNotFoundHandler((request, reply) => {
    patterns ??= isPartner ? app.knownRoutes.map((route) => ({ ...route, fits: patternOf(route.url) })) : [];
    const allowed = methodsOf(patterns, request.url);
    if (allowed.length === 0) return sendProblem(reply, new AppError('NOT_FOUND'));
    return sendProblem(reply.header('allow', allowed.join(', ')), new AppError('METHOD_NOT_ALLOWED'));
  });
}

type Pattern = Route & { fits: RegExp };

function methodsOf(patterns: readonly Pattern[], address: string): string[] {
  const [path = ''] = address.split('?');
  const fitting = patterns.filter(({ fits }) => fits.test(path));
  const methods = fitting.flatMap(({ method, hasHead }) => (hasHead ? [method, 'HEAD'] : [method]));
  return [...new Set(methods)].sort();
}

/** `/v1/connections/:id/wise/*`: an id has no slash, and what the star stands for may. */
function patternOf(url: string): RegExp {
  const source = url
    .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replace(/:\w+/g, '[^/]+')
    .replace('*', '.*');
  return new RegExp(`^${source}$`);
}
