import type { FastifyInstance, FastifyRequest } from 'fastify';
import {
  createEndpointSchema,
  deliveriesQuerySchema,
  enableEndpointSchema,
  type PartnerDeliveries,
  type PartnerEndpoint,
  type PartnerEndpoints,
  type PartnerNewEndpoint,
  type PartnerReplayed,
  type PartnerRotatedSecret,
  replaySchema,
  rotateSecretSchema,
} from '#lib/contract/event-endpoints';
import { PARTNER_API } from '#lib/contract/partner-api';
import { AppError } from '#lib/errors/app-error';
import {
  type Asker,
  createEndpoint,
  type Endpoint,
  findEndpoint,
  listEndpoints,
  removeEndpoint,
  rotateSecret,
  sendTest,
} from '#vault/events/endpoints';
import { listDeliveries } from '#vault/events/list-deliveries';
import { replayEvents } from '#vault/events/replay';
import { switchEndpoint } from '#vault/events/switch-endpoint';
import type { VaultContext } from '#vault/runtime/context';
import { parse } from '../internal/requests';
import { type ById, keyOf, readId } from './guard';

/** Where events are sent to. */
export function registerEventEndpointRoutes(api: FastifyInstance, ctx: VaultContext): void {
  const { createEventEndpoint, listEventEndpoints, listDeliveries: listing } = PARTNER_API;
  const of = ({ scope }: { scope: typeof createEventEndpoint.scope | typeof listing.scope }) => ({
    config: { scope },
  });
  api.post(
    createEventEndpoint.path,
    of(createEventEndpoint),
    async (request): Promise<PartnerNewEndpoint> => {
      const wanted = parse(createEndpointSchema, request.body ?? {});
      const { endpoint, secret } = await createEndpoint(ctx, askerOf(request), wanted);
      return { ...endpointView(endpoint), secret: secret.reveal() };
    },
  );
  api.get(listEventEndpoints.path, of(listEventEndpoints), async (request): Promise<PartnerEndpoints> => {
    const endpoints = await listEndpoints(ctx.database, askerOf(request));
    return { data: endpoints.map(endpointView) };
  });
  api.get<ById>(listing.path, of(listing), async (request): Promise<PartnerDeliveries> => {
    const query = deliveriesQuerySchema.safeParse(request.query);
    if (!query.success) throw new AppError('BAD_REQUEST', { log: 'query of deliveries' });
    const { id } = await findEndpoint(ctx.database.db, readId(request.params), askerOf(request));
    return listDeliveries(ctx.database, id, query.data);
  });
  registerActs(api, ctx);
}

function registerActs(api: FastifyInstance, ctx: VaultContext): void {
  const { removeEventEndpoint, enableEventEndpoint, disableEventEndpoint } = PARTNER_API;
  const { testEventEndpoint, rotateEventSecret, replayEvents: replaying } = PARTNER_API;
  const config = { config: { scope: removeEventEndpoint.scope } };
  api.delete<ById>(removeEventEndpoint.path, config, async (request): Promise<{ id: string }> => {
    const id = readId(request.params);
    await removeEndpoint(ctx, askerOf(request), id);
    return { id };
  });
  for (const { path, isEnabled } of [
    { path: enableEventEndpoint.path, isEnabled: true },
    { path: disableEventEndpoint.path, isEnabled: false },
  ]) {
    api.post<ById>(path, config, async (request): Promise<PartnerEndpoint> => {
      const id = readId(request.params);
      const { after } = isEnabled ? parse(enableEndpointSchema, request.body ?? {}) : {};
      return endpointView(await switchEndpoint(ctx, askerOf(request), { id, isEnabled, after }));
    });
  }
  api.post<ById>(testEventEndpoint.path, config, async (request): Promise<{ event_id: string }> => {
    const id = readId(request.params);
    return { event_id: await ctx.database.db.$transaction((tx) => sendTest(tx, askerOf(request), id)) };
  });
  api.post<ById>(rotateEventSecret.path, config, async (request): Promise<PartnerRotatedSecret> => {
    const { keep_old_hours: keepOldHours } = parse(rotateSecretSchema, request.body ?? {});
    const id = readId(request.params);
    const { secret, oldEndsAt } = await rotateSecret(ctx, askerOf(request), { id, keepOldHours });
    return { secret: secret.reveal(), old_ends_at: oldEndsAt.toISOString() };
  });
  api.post<ById>(replaying.path, config, async (request): Promise<PartnerReplayed> => {
    const range = parse(replaySchema, request.body ?? {});
    const id = readId(request.params);
    const { count, lastPosition } = await ctx.database.db.$transaction((tx) =>
      replayEvents(tx, askerOf(request), { ...range, id }),
    );
    return { count, last_position: lastPosition };
  });
}

function askerOf(request: FastifyRequest): Asker {
  const { id, environment } = keyOf(request);
  return { actor: { kind: 'system', id: 'partner API' }, detail: { apiKey: id }, environment };
}

function endpointView(endpoint: Endpoint): PartnerEndpoint {
  return {
    id: endpoint.id,
    environment: endpoint.environment,
    url: endpoint.url,
    types: endpoint.types,
    description: endpoint.description,
    created_at: endpoint.createdAt.toISOString(),
    disabled_at: endpoint.disabledAt?.toISOString() ?? null,
    // who it was is ours
    disabled_reason: endpoint.disabledReason === 'staff' ? 'asked' : endpoint.disabledReason,
    disabled_after: endpoint.disabledAfter,
    failures: endpoint.failures,
    waiting: endpoint.waiting,
  };
}
