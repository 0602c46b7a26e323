import type { FastifyInstance } from 'fastify';
import { INTERNAL_API } from '#lib/contract/internal-api';
import { actOnEndpoint } from '#vault/events/act-on-endpoint';
import type { VaultContext } from '#vault/runtime/context';
import { parse } from './requests';

/** What staff do with where the partner's systems are sent events (design 4.21). */
export function registerEndpointRoutes(app: FastifyInstance, ctx: VaultContext): void {
  const { actOnEndpoint: act } = INTERNAL_API;
  app.post(act.path, async (request) => ({
    result: await actOnEndpoint(ctx, parse(act.request, request.body)),
  }));
}
