import type { FastifyInstance } from 'fastify';
import { eventsQuerySchema, type PartnerEvents } from '#lib/contract/events';
import { PARTNER_API } from '#lib/contract/partner-api';
import { AppError } from '#lib/errors/app-error';
import { listEvents } from '#vault/events/list-events';
import type { VaultContext } from '#vault/runtime/context';
import { keyOf } from './guard';

/** What happened to connections, in order. */
export function registerEventRoutes(api: FastifyInstance, ctx: VaultContext): void {
  const { path, scope } = PARTNER_API.listEvents;
  api.get(path, { config: { scope } }, async (request): Promise<PartnerEvents> => {
    const query = eventsQuerySchema.safeParse(request.query);
    if (!query.success) throw new AppError('BAD_REQUEST', { log: 'query of events' });
    const { events, nextAfter } = await listEvents(ctx.database, query.data, keyOf(request).environment);
    return { data: events, next_after: nextAfter };
  });
}
