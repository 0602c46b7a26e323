import type { FastifyInstance } from 'fastify';
import { PERSONAL_TOKEN_API } from '#lib/contract/personal-token-api';
import { actOnPersonalToken } from '#vault/personal-tokens/act-on-token';
import { makeSealingKey } from '#vault/personal-tokens/sealing-key';
import type { VaultContext } from '#vault/runtime/context';
import { parse } from './requests';

/** What admins do with API tokens of the partner's own Wise account (design 4.26). */
export function registerPersonalTokenRoutes(app: FastifyInstance, ctx: VaultContext): void {
  const { makeSealingKey: make, act } = PERSONAL_TOKEN_API;
  app.post(make.path, async (request) => makeSealingKey(ctx, parse(make.request, request.body)));
  app.post(act.path, async (request) => actOnPersonalToken(ctx, parse(act.request, request.body)));
}
