import type { FastifyInstance } from 'fastify';
import {
  applicationTokenQuerySchema,
  PARTNER_API,
  type PartnerApplicationToken,
} from '#lib/contract/partner-api';
import { AppError } from '#lib/errors/app-error';
import { requireEnvironment } from '#vault/api-keys/authenticate';
import { recordApplication } from '#vault/calls/record-application';
import { mustBeLive } from '#vault/credentials/application-tokens';
import { refuseIfHeld } from '#vault/holds/in-force';
import type { VaultContext } from '#vault/runtime/context';
import { callerOf } from './guard';

/** A token of our own client at Wise, for the partner's calls that are no customer's. */
export function registerApplicationTokenRoutes(api: FastifyInstance, ctx: VaultContext): void {
  const { path, scope } = PARTNER_API.getApplicationToken;
  api.get(path, { config: { scope } }, async (request): Promise<PartnerApplicationToken> => {
    const query = applicationTokenQuerySchema.safeParse(request.query);
    if (!query.success) throw new AppError('BAD_REQUEST', { log: 'query of the application token' });
    const { environment } = query.data;
    const caller = callerOf(request);
    requireEnvironment(caller.apiKey, environment);
    await refuseIfHeld(ctx.database.pool, environment);
    const client = ctx.wise.ofEnvironment(environment);
    if (client === undefined) throw new AppError('ENVIRONMENT_OFF');
    const { access, expiresAt } = mustBeLive(await ctx.applicationTokens.get(client));
    await recordApplication(ctx, client.config, 'application-token', caller);
    const facts = { expires_at: expiresAt.toISOString(), environment };
    return { access_token: access.reveal(), token_type: 'Bearer', ...facts };
  });
}
