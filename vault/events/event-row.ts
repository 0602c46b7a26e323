import {
  CONNECTION_EVENT_TYPES,
  type ConnectionEvent,
  connectionEventSchema,
  eventSchema,
  type OutgoingEvent,
} from '#lib/contract/events';
import { Prisma } from '#lib/db/generated/client';
import type { Environment } from '#lib/env/wise';

/** An event with what its connection and customer are now; those two are null of a test. */
export type EventRow = {
  position: string;
  id: string;
  type: string;
  environment: Environment | null;
  detail: Record<string, unknown>;
  endpointId: string | null;
  createdAt: Date;
  connectionId: string | null;
  profileId: string | null;
  profileType: string | null;
  customerId: string | null;
  issuer: string | null;
  subject: string | null;
};

/** SQL: what an `EventRow` has of `e`, a row of vault.events. */
export const EVENT_COLUMNS = Prisma.sql`
  e.position::text AS position, e.id::text AS id, e.type, e.environment::text AS environment, e.detail,
  e.endpoint_id::text AS "endpointId", e.created_at AS "createdAt", c.id::text AS "connectionId",
  c.profile_id AS "profileId", c.profile_type::text AS "profileType", c.customer_id::text AS "customerId",
  a.issuer, a.subject`;

/** SQL: joins them. The account is the one by which a connection is shown (`connection-view.ts`). */
export const EVENT_JOINS = Prisma.sql`
  LEFT JOIN public.connections AS c ON c.id = e.connection_id
  LEFT JOIN LATERAL (SELECT issuer, subject FROM public.customer_accounts WHERE customer_id = c.customer_id
    ORDER BY created_at, provider LIMIT 1) AS a ON true`;

/** As an endpoint gets it. */
export function toEvent(row: EventRow): OutgoingEvent {
  const { id, position, endpointId, environment, createdAt } = row;
  if (endpointId === null) return toConnectionEvent(row);
  const data = { endpoint_id: endpointId, environment };
  return eventSchema.parse({ id, position, type: 'test', created_at: createdAt.toISOString(), data });
}

/** As the partner reads it: read by its schema, so that what is stored and what is promised cannot differ. */
export function toConnectionEvent(row: EventRow): ConnectionEvent {
  const { id, position, type, createdAt, connectionId, environment, profileId, profileType } = row;
  const { customerId, issuer, subject, detail } = row;
  return connectionEventSchema.parse({
    id,
    position,
    type: CONNECTION_EVENT_TYPES.find((each) => each === type),
    created_at: createdAt.toISOString(),
    data: {
      connection_id: connectionId,
      environment,
      profile_id: profileId,
      profile_type: profileType,
      customer: { id: customerId, issuer, subject },
      ...detail,
    },
  });
}
