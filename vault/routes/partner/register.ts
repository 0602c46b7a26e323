import type { FastifyInstance } from 'fastify';
import { VERSION } from '#lib/env/version';
import type { VaultContext } from '#vault/runtime/context';
import { registerAccessTokenRoutes } from './access-token';
import { registerApplicationTokenRoutes } from './application-token';
import { registerConnectionRoutes } from './connections';
import { registerDeadlineRoutes } from './deadlines';
import { registerDescriptionRoutes } from './description';
import { registerEventEndpointRoutes } from './event-endpoints';
import { registerEventRoutes } from './events';
import { guardByApiKey } from './guard';
import { registerScaChallengeRoutes } from './sca-challenges';
import { registerSessionRoutes } from './sessions';
import { registerWiseCallRoutes } from './wise-calls';
import { registerWiseEventRoutes } from './wise-events';
import { registerWiseUserRoutes } from './wise-users';

/**
 * The API for the partner's back end: `/v1`, API keys, RFC 9457 problems. Every route but the probes and the
 * API's own description wants a key with the scope that the route names.
 */
export function registerPartnerRoutes(app: FastifyInstance, ctx: VaultContext): void {
  addProbes(app, ctx);
  registerDescriptionRoutes(app);

  app.register((api, _options, done) => {
    guardByApiKey(api, ctx);
    takeEmptyBodies(api);
    registerConnectionRoutes(api, ctx);
    registerAccessTokenRoutes(api, ctx);
    registerScaChallengeRoutes(api, ctx);
    registerApplicationTokenRoutes(api, ctx);
    registerDeadlineRoutes(api, ctx);
    registerEventRoutes(api, ctx);
    registerEventEndpointRoutes(api, ctx);
    registerWiseEventRoutes(api, ctx);
    registerWiseCallRoutes(api, ctx);
    registerWiseUserRoutes(api, ctx);
    registerSessionRoutes(api, ctx);
    done();
  });
}

/** Many HTTP clients say that a body is JSON where there is none: an act without fields takes it. */
function takeEmptyBodies(api: FastifyInstance): void {
  const parse = api.getDefaultJsonParser('error', 'error');
  api.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else void parse(request, body, done);
  });
}

/** RFC 9110 §9.1: what is no secret is there for HEAD too, which monitors and balancers ask by. */
const BY_HEAD = { exposeHeadRoute: true };

/** Alive (`/healthz`, and `/v1/health` as it was called first) and ready (`/readyz`), for whoever can reach the listener. */
function addProbes(app: FastifyInstance, ctx: VaultContext): void {
  for (const path of ['/healthz', '/v1/health']) {
    app.get(path, BY_HEAD, (_request, reply) =>
      reply.header('cache-control', 'no-store').send({ ok: true, version: VERSION }),
    );
  }
  app.get('/readyz', BY_HEAD, async (_request, reply) => {
    const ok = await ctx.isReady();
    return reply
      .code(ok ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ ok, database: ok });
  });
}
