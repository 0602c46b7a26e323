import type { FastifyInstance } from 'fastify';
import { PARTNER_API } from '#lib/contract/partner-api';
import { SESSION_ROUTES } from '#lib/contract/session-routes';
import { AppError } from '#lib/errors/app-error';
import { parse } from '../internal/requests';

// The contract of the next commits, which answer as well with
// code: 'RETURN_URL_NOT_ALLOWED', code: 'SIGN_IN_TOO_OLD', code: 'COMPLETION_CODE_REFUSED', code: 'COMPLETION_CODE_USED',
// code: 'SESSION_OVER'

/** Sessions of customers who are signed in with the partner (design 4.22). */
export function registerSessionRoutes(api: FastifyInstance): void {
  for (const name of Object.keys(SESSION_ROUTES) as (keyof typeof SESSION_ROUTES)[]) {
    const route = PARTNER_API[name];
    api.route({
      method: route.method === 'get' ? 'GET' : 'POST',
      url: route.path,
      config: { scope: route.scope },
      handler: (request) => {
        const body = 'body' in route ? route.body : undefined;
        if (body !== undefined) parse(body, request.body ?? {});
        throw new AppError('NOT_FOUND', { log: 'no session' });
      },
    });
  }
}
