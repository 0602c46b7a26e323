import type { FastifyInstance } from 'fastify';
import { INTERNAL_API } from '#lib/contract/internal-api';
import { actOnHold } from '#vault/holds/act-on-hold';
import type { VaultContext } from '#vault/runtime/context';
import { parse } from './requests';

/** Stops the issuing of tokens, and lets it go on (design 4.20). */
export function registerHoldRoutes(app: FastifyInstance, ctx: VaultContext): void {
  const { actOnHold: act } = INTERNAL_API;
  app.post(act.path, async (request) => actOnHold(ctx, parse(act.request, request.body)));
}
