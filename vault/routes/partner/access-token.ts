import type { FastifyInstance } from 'fastify';
import { PARTNER_API, type PartnerAccessToken } from '#lib/contract/partner-api';
import { vend } from '#vault/grants/vend';
import type { VaultContext } from '#vault/runtime/context';
import { type ById, readId } from './guard';

/** A live access token of a connection. */
export function registerAccessTokenRoutes(api: FastifyInstance, ctx: VaultContext): void {
  const { path, scope } = PARTNER_API.getAccessToken;
  api.get<ById>(path, { config: { scope } }, async (request): Promise<PartnerAccessToken> => {
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
}
