import { EVENT_OUTCOMES, type EventOutcome } from '#lib/contract/standings';
import { Prisma } from '#lib/db/generated/client';
import { type Environment, readEnvironment } from '#lib/env/wise';
import { assertStaffMay, type Viewer } from '#web/connections/staff-access';
import type { WebDb } from '#web/db/web-db';

export const DELIVERIES_PAGE_SIZE = 50;

/** One body of Wise's, without the body. */
export type Delivery = {
  id: string;
  environment: Environment;
  /** Null until it is sorted, and of what could not be read. */
  eventType: string | null;
  schemaVersion: string | null;
  subscriptionId: string | null;
  occurredAt: Date | null;
  receivedAt: Date;
  lastReceivedAt: Date;
  deliveries: number;
  isTest: boolean;
  outcome: EventOutcome | null;
  connectionIds: string[];
  bytes: number;
};

/** What staff asked the list for; every field has passed its checks. */
export type DeliveryFilter = {
  environment: Environment | undefined;
  type: string | undefined;
  outcome: EventOutcome | undefined;
  /** The id of the last row of the page before. */
  before: string | undefined;
};

type SearchParams = Readonly<Record<string, string | string[] | undefined>>;

/** Whatever is not understood is left out, never an error page. */
export function parseDeliveryFilter(params: SearchParams): DeliveryFilter {
  const { environment, type, outcome, before } = params;
  return {
    environment: readEnvironment(environment),
    type:
      typeof type === 'string' && /^[a-z0-9-]+#[a-z0-9-]+$/.test(type) && type.length <= 100
        ? type
        : undefined,
    outcome: EVENT_OUTCOMES.find((each) => each === outcome),
    before: typeof before === 'string' && /^\d{1,18}$/.test(before) ? before : undefined,
  };
}

/** The address of the list: the address is the whole state of the screen. */
export function deliveriesHref(filter: Partial<DeliveryFilter>): string {
  const query = new URLSearchParams();
  for (const name of ['environment', 'type', 'outcome', 'before'] as const) {
    const value = filter[name];
    if (value !== undefined) query.set(name, value);
  }
  return query.size === 0 ? '/staff/webhooks' : `/staff/webhooks?${query}`;
}

/**
 * One page of deliveries, newest first, for any staff role.
 *
 * @throws AppError FORBIDDEN
 */
export async function listDeliveries(
  db: Pick<WebDb, '$queryRaw'>,
  viewer: Viewer,
  filter: DeliveryFilter,
  size = DELIVERIES_PAGE_SIZE,
): Promise<{ rows: Delivery[]; older: string | undefined }> {
  assertStaffMay(viewer, 'view');
  const { environment, type, outcome, before } = filter;
  const conditions = [
    Prisma.sql`true`,
    ...(environment === undefined ? [] : [Prisma.sql`environment = ${environment}::public.environment`]),
    ...(type === undefined ? [] : [Prisma.sql`event_type = ${type}`]),
    ...(outcome === undefined ? [] : [outcomeIs(outcome)]),
    ...(before === undefined ? [] : [Prisma.sql`id < ${before}::bigint`]),
  ];
  const rows = await db.$queryRaw<Delivery[]>`
    SELECT id::text AS id, environment::text AS environment, event_type AS "eventType",
      schema_version AS "schemaVersion", subscription_id AS "subscriptionId", occurred_at AS "occurredAt",
      received_at AS "receivedAt", last_received_at AS "lastReceivedAt", deliveries, is_test AS "isTest", outcome,
      connection_ids AS "connectionIds", bytes
    FROM public.webhook_deliveries AS d WHERE ${Prisma.join(conditions, ' AND ')}
    ORDER BY d.id DESC LIMIT ${size + 1}::integer`;
  const page = rows.slice(0, size);
  return { rows: page, older: rows.length > size ? page.at(-1)?.id : undefined };
}

/** With the condition of the index, which has every outcome but the usual one. */
function outcomeIs(outcome: EventOutcome): Prisma.Sql {
  const isIndexed = outcome === 'kept' ? Prisma.empty : Prisma.sql` AND outcome <> 'kept'`;
  return Prisma.sql`outcome = ${outcome}${isIndexed}`;
}
