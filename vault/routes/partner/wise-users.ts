import type { FastifyInstance } from 'fastify';
import { PARTNER_API } from '#lib/contract/partner-api';
import { createWiseProfileSchema } from '#lib/contract/wise-profiles';
import {
  createWiseUserSchema,
  ofEnvironmentSchema,
  type PartnerClaimLink,
  type PartnerWiseUser,
} from '#lib/contract/wise-users';
import type { Environment } from '#lib/env/wise';
import { AppError } from '#lib/errors/app-error';
import { requireEnvironment } from '#vault/api-keys/authenticate';
import { refuseIfHeld } from '#vault/holds/in-force';
import { createWiseProfile } from '#vault/registrations/create-wise-profile';
import { createWiseUser, refusedByWise } from '#vault/registrations/create-wise-user';
import {
  findOpenRegistration,
  latestRegistration,
  type Registration,
} from '#vault/registrations/read-registration';
import type { VaultContext } from '#vault/runtime/context';
import { parse } from '../internal/requests';
import { type ById, keyOf, readId } from './guard';

/** Wise users that the partner makes for its customers (decision 053). */
export function registerWiseUserRoutes(api: FastifyInstance, ctx: VaultContext): void {
  const {
    createWiseUser: create,
    createWiseProfile: profile,
    getWiseUser: get,
    createClaimLink: claim,
  } = PARTNER_API;

  api.post<ById>(create.path, { config: { scope: create.scope } }, async (request) => {
    const { email, environment, language, profile_id: profileId } = parse(createWiseUserSchema, request.body);
    requireEnvironment(keyOf(request), environment);
    await refuseIfHeld(ctx.database.pool, environment);
    const registration = await createWiseUser(ctx, {
      customerId: readId(request.params),
      createdBy: keyOf(request).id,
      ...{ environment, email, language: language ?? null, profileId: profileId ?? null },
    });
    refuseUnlessOurs(ctx, registration);
    return wiseUserView(registration);
  });

  api.post<ById>(profile.path, { config: { scope: profile.scope } }, async (request) => {
    const { environment, personal_profile: asked } = parse(createWiseProfileSchema, request.body);
    requireEnvironment(keyOf(request), environment);
    await refuseIfHeld(ctx.database.pool, environment);
    const registration = await createWiseProfile(ctx, {
      customerId: readId(request.params),
      askedBy: keyOf(request).id,
      ...{ environment, profile: asked },
    });
    refuseUnlessOurs(ctx, registration);
    return wiseUserView(registration);
  });

  api.get<ById>(get.path, { config: { scope: get.scope } }, async (request) => {
    const { environment } = parse(ofEnvironmentSchema, request.query);
    requireEnvironment(keyOf(request), environment);
    const registration = await latestRegistration(ctx, { customerId: readId(request.params), environment });
    if (registration === undefined) throw new AppError('NOT_FOUND');
    return wiseUserView(registration);
  });

  api.post<ById>(
    claim.path,
    { config: { scope: claim.scope } },
    async (request): Promise<PartnerClaimLink> => {
      const { environment } = parse(ofEnvironmentSchema, request.body);
      requireEnvironment(keyOf(request), environment);
      const open = await findOpenRegistration(ctx, { customerId: readId(request.params), environment });
      if (open === undefined || open.state === 'reserved') throw new AppError('NOT_FOUND');
      return { url: connectUrl(ctx, environment) };
    },
  );
}

/** Our page for the ordinary connect flow. */
function connectUrl({ env }: VaultContext, environment: Environment): string {
  return `${env.APP_URL}/connect/${environment}`;
}

/** @throws AppError for what only the customer, or another request, can bring to a connection. */
function refuseUnlessOurs(ctx: VaultContext, { state, environment, reason }: Registration): void {
  if (state === 'existing' || state === 'claimed') {
    const details = { connect_url: connectUrl(ctx, environment) };
    throw new AppError('WISE_USER_EXISTS', { details });
  }
  if (state === 'refused') throw refusedByWise(reason);
  if (state === 'closed') throw new AppError('CONFLICT', { log: 'disconnected meanwhile' });
}

function wiseUserView(registration: Registration): PartnerWiseUser {
  const { id, customerId, environment, state, reason, connectionId, createdAt } = registration;
  return {
    id,
    customer_id: customerId,
    environment,
    state: state === 'reserved' ? 'pending' : state,
    reason,
    connection_id: connectionId,
    created_at: createdAt.toISOString(),
  };
}
