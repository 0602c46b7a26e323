import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ApiKeyScope } from '#lib/contract/api-key-scopes';
import { AppError } from '#lib/errors/app-error';
import { readUuid } from '#lib/text/uuid';
import { type ApiKey, authenticateApiKey, requireScope } from '#vault/api-keys/authenticate';
import type { VaultContext } from '#vault/runtime/context';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a key needs for this route of the partner API. */
    scope?: ApiKeyScope;
  }
  interface FastifyRequest {
    /** The key that a request of the partner API carried. */
    apiKey: ApiKey | null;
  }
}

/**
 * Puts every route of this scope of the listener behind an API key that has the route's scope, by a hook, so that a new
 * route cannot forget it: one that names no scope stops the start.
 */
export function guardByApiKey(api: FastifyInstance, ctx: VaultContext): void {
  api.addHook('onRoute', ({ method, url, config }) => {
    if (config?.scope === undefined) throw new Error(`${method} ${url} names no scope`);
  });
  api.decorateRequest('apiKey', null);
  api.addHook('onRequest', async (request, reply) => {
    reply.header('cache-control', 'no-store');
    const key = await authenticateApiKey(ctx.database, request.headers.authorization);
    const { scope } = request.routeOptions.config;
    if (scope === undefined) throw new AppError('INTERNAL', { log: 'a route without a scope' });
    requireScope(key, scope);
    request.apiKey = key;
  });
}

/** @throws AppError API_KEY_REFUSED: a route behind no guard has no key. */
export function keyOf({ apiKey }: Pick<FastifyRequest, 'apiKey'>): ApiKey {
  if (apiKey === null) throw new AppError('API_KEY_REFUSED', { log: 'a route behind no guard' });
  return apiKey;
}

export type ById = { Params: { id: string } };

/** @throws AppError NOT_FOUND: what is no id names nothing. */
export function readId(params: ById['Params']): string {
  const id = readUuid(params.id);
  if (id === undefined) throw new AppError('NOT_FOUND', { log: 'malformed id' });
  return id;
}
