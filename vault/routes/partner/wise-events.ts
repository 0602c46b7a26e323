import type { FastifyInstance } from 'fastify';
import { PARTNER_API } from '#lib/contract/partner-api';
import { eventQuerySchema, type PartnerEventList } from '#lib/contract/partner-events';
import { AppError } from '#lib/errors/app-error';
import type { VaultContext } from '#vault/runtime/context';
import { type ListedEvent, listEvents } from '#vault/webhooks/list-events';
import { keyOf } from './guard';

/** What Wise has told by webhooks, in order of arrival. */
export function registerWiseEventRoutes(api: FastifyInstance, ctx: VaultContext): void {
  const { path, scope } = PARTNER_API.listWiseEvents;
  api.get(path, { config: { scope } }, async (request, reply) => {
    const query = eventQuerySchema.safeParse(request.query);
    if (!query.success) throw new AppError('BAD_REQUEST', { log: 'query of events' });
    const events = await listEvents(ctx.database, query.data, keyOf(request).environment);
    return reply
      .type('application/json; charset=utf-8')
      .send(
        `{"data":[${events.map(writeEvent).join(',')}],"next_after":"${events.at(-1)?.id ?? query.data.after}"}`,
      );
  });
}

/** The payload is put in as it came: parsed and written again, its numbers would be others. */
function writeEvent({ payload, ...event }: ListedEvent): string {
  const facts: Omit<PartnerEventList['data'][number], 'payload'> = {
    id: event.id,
    environment: event.environment,
    type: event.type,
    schema_version: event.schemaVersion,
    occurred_at: event.occurredAt?.toISOString() ?? null,
    received_at: event.receivedAt.toISOString(),
    deliveries: event.deliveries,
    test: event.isTest,
    outcome: event.outcome,
    connection_ids: event.connectionIds,
  };
  return `${JSON.stringify(facts).slice(0, -1)},"payload":${payload ?? 'null'}}`;
}
