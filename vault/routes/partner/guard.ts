import type { IncomingMessage } from 'node:http';
import type { BlockList } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ApiKeyScope } from '#lib/contract/api-key-scopes';
import { AppError } from '#lib/errors/app-error';
import { sourceAddress } from '#lib/net/client-address';
import { clientCertificate } from '#lib/net/client-certificate';
import { readUuid } from '#lib/text/uuid';
import { type ApiKey, authenticateApiKey, requireScope } from '#vault/api-keys/authenticate';
import type { KeySource } from '#vault/api-keys/check-key';
import { keepToEnvironment } from '#vault/api-keys/reach-connection';
import type { VaultContext } from '#vault/runtime/context';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a key needs for this route of the partner API. */
    scope?: ApiKeyScope;
    /** Authenticates and does the route's work in one go where it can: the key, or undefined to go step by step. */
    atOnce?: (request: FastifyRequest, source: KeySource) => Promise<ApiKey | undefined>;
  }
  interface FastifyRequest {
    /** The key that a request of the partner API carried. */
    apiKey: ApiKey | null;
    /** Who asks, behind trusted proxies too. */
    callerAddress: string | undefined;
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
  api.decorateRequest('callerAddress', undefined);
  api.addHook('onRequest', async (request, reply) => {
    reply.header('cache-control', 'no-store');
    const source = keySource(request.raw, ctx.env.PARTNER_API_TRUSTED_PROXIES);
    request.callerAddress = source.address;
    const { config, url = '' } = request.routeOptions;
    request.apiKey = (await config.atOnce?.(request, source)) ?? null;
    if (request.apiKey !== null) return;
    const key = await authenticateApiKey(ctx, request.headers.authorization, source);
    request.apiKey = key;
    if (config.scope === undefined) throw new AppError('INTERNAL', { log: 'a route without a scope' });
    requireScope(key, config.scope);
    if (url.startsWith(OF_CONNECTION)) await keepToLimits(ctx, key, request);
  });
}

/** Where a request of the partner API comes from, as far as this listener and the proxies that it trusts know. */
function keySource({ headers, socket }: IncomingMessage, proxies: BlockList | undefined): KeySource {
  const { 'x-forwarded-for': forwarded } = headers;
  const hops = Array.isArray(forwarded) ? forwarded.join(',') : forwarded;
  return {
    address: sourceAddress(socket.remoteAddress, hops, proxies),
    certificate: clientCertificate(socket),
  };
}

const OF_CONNECTION = '/v1/connections/:id';

/**
 * Here, so that no route of a connection can forget it: one that the key does not reach does not exist for it, and reaching
 * one counts for its quota. Reading about a connection does not.
 */
async function keepToLimits(
  ctx: VaultContext,
  key: ApiKey,
  { params, routeOptions }: FastifyRequest,
): Promise<void> {
  const id = readUuid((params as ById['Params']).id);
  if (id === undefined) return;
  await keepToEnvironment(ctx, key, id);
  if (routeOptions.config.scope !== 'connections:read') await ctx.keyQuotas.admit(key, id);
}

/** @throws AppError API_KEY_REFUSED: a route behind no guard has no key. */
export function keyOf({ apiKey }: Pick<FastifyRequest, 'apiKey'>): ApiKey {
  if (apiKey === null) throw new AppError('API_KEY_REFUSED', { log: 'a route behind no guard' });
  return apiKey;
}

/** Who asks, as access records name it. */
export function callerOf(request: FastifyRequest) {
  return { apiKey: keyOf(request), requestId: request.id, network: request.callerAddress };
}

export type ById = { Params: { id: string } };

/** @throws AppError NOT_FOUND: what is no id names nothing. */
export function readId(params: ById['Params']): string {
  const id = readUuid(params.id);
  if (id === undefined) throw new AppError('NOT_FOUND', { log: 'malformed id' });
  return id;
}
