import type { FastifyInstance } from 'fastify';
import { PARTNER_API, type PartnerAccessToken } from '#lib/contract/partner-api';
import { VERSION } from '#lib/env/version';
import { AppError } from '#lib/errors/app-error';
import { readUuid } from '#lib/text/uuid';
import { vend } from '#vault/grants/vend';
import type { VaultContext } from '#vault/runtime/context';
import { authenticateApiKey } from './api-key';
import { connectionSelect, connectionView } from './connection-view';
import { listConnections } from './list-connections';

type ById = { Params: { id: string } };

/**
 * The API for the partner's back end: `/v1`, API keys, RFC 9457 problems. Every route but the probes wants a
 * key, by a hook on the whole scope, so that a new route cannot forget it.
 */
export function registerPartnerRoutes(app: FastifyInstance, ctx: VaultContext): void {
  addProbes(app, ctx);

  app.register((api, _options, done) => {
    api.addHook('onRequest', async (request, reply) => {
      reply.header('cache-control', 'no-store');
      await authenticateApiKey(ctx.database, request.headers.authorization);
    });

    api.get(PARTNER_API.listConnections.path, (request) => listConnections(ctx.database, request.query));

    api.get<ById>(PARTNER_API.getConnection.path, async (request) => {
      const row = await ctx.database.db.connection.findUnique({
        where: { id: readId(request.params) },
        select: connectionSelect,
      });
      if (row === null) throw new AppError('NOT_FOUND');
      return connectionView(row);
    });

    api.get<ById>(PARTNER_API.getAccessToken.path, async (request): Promise<PartnerAccessToken> => {
      const token = await vend(ctx, readId(request.params));
      return {
        access_token: token.access.reveal(),
        token_type: 'Bearer',
        expires_at: token.expiresAt.toISOString(),
        // Below 2^53 for ever: it starts at the seconds since 1970 and grows by one a refresh.
        version: Number(token.version),
        profile_id: token.profileId,
        environment: token.environment,
      };
    });
    done();
  });
}

/** Alive (`/healthz`, and `/v1/health` as it was called first) and ready (`/readyz`), for whoever can reach the listener. */
function addProbes(app: FastifyInstance, ctx: VaultContext): void {
  for (const path of ['/healthz', '/v1/health']) {
    app.get(path, (_request, reply) =>
      reply.header('cache-control', 'no-store').send({ ok: true, version: VERSION }),
    );
  }
  app.get('/readyz', async (_request, reply) => {
    const ok = await ctx.isReady();
    return reply
      .code(ok ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ ok, database: ok });
  });
}

/** @throws AppError NOT_FOUND: what is no id names nothing. */
function readId(params: ById['Params']): string {
  const id = readUuid(params.id);
  if (id === undefined) throw new AppError('NOT_FOUND', { log: 'malformed id' });
  return id;
}
