import { DELIVERY_STATES } from '#lib/contract/event-endpoints';
import { Prisma } from '#lib/db/generated/client';
import { assertStaffMay, type Viewer } from '#web/connections/staff-access';
import type { WebDb } from '#web/db/web-db';
import { DELIVERIES_PAGE_SIZE } from './deliveries';

export type EventDeliveryState = (typeof DELIVERY_STATES)[number];

/** An event on its way to an endpoint, and what came of it last. */
export type EventDelivery = {
  position: string;
  type: string;
  /** Null: older than events are kept. */
  eventId: string | null;
  /** Null of a test. */
  connectionId: string | null;
  happenedAt: Date | null;
  state: EventDeliveryState;
  tries: number;
  /** Null while an earlier event of the same connection waits. */
  nextTryAt: Date | null;
  lastTryAt: Date | null;
  lastStatus: number | null;
  lastFailure: string | null;
};

export type EventLogFilter = {
  state: EventDeliveryState | undefined;
  /** The position of the last row of the page before. */
  before: string | undefined;
};

/** Whatever is not understood is left out, never an error page. */
export function parseEventLogFilter({
  state,
  before,
}: Readonly<Record<string, string | string[] | undefined>>): EventLogFilter {
  return {
    state: DELIVERY_STATES.find((each) => each === state),
    before: typeof before === 'string' && /^\d{1,18}$/.test(before) ? before : undefined,
  };
}

/** Each state as a constant of its own: with a parameter no plan may use the index of one state. */
const OF_STATE: Record<EventDeliveryState, Prisma.Sql> = {
  waiting: Prisma.sql`AND state = 'waiting'`,
  delivered: Prisma.sql`AND state = 'delivered'`,
  given_up: Prisma.sql`AND state = 'given_up'`,
};

/**
 * One page of what was sent to an endpoint, newest event first, for any staff role.
 *
 * @throws AppError FORBIDDEN
 */
export async function listEventDeliveries(
  db: Pick<WebDb, '$queryRaw'>,
  viewer: Viewer,
  endpointId: string,
  { state, before }: EventLogFilter,
  size = DELIVERIES_PAGE_SIZE,
): Promise<{ rows: EventDelivery[]; older: string | undefined }> {
  assertStaffMay(viewer, 'view');
  const ofState = state === undefined ? Prisma.empty : OF_STATE[state];
  const behind = before === undefined ? Prisma.empty : Prisma.sql`AND position < ${before}::bigint`;
  const rows = await db.$queryRaw<EventDelivery[]>`
    SELECT position::text AS position, type, event_id::text AS "eventId", connection_id::text AS "connectionId",
      happened_at AS "happenedAt", state, tries, next_try_at AS "nextTryAt", last_try_at AS "lastTryAt",
      last_status AS "lastStatus", last_failure AS "lastFailure"
    FROM public.partner_event_deliveries AS d WHERE endpoint_id = ${endpointId}::uuid ${ofState} ${behind}
    ORDER BY d.position DESC LIMIT ${size + 1}::integer`;
  const page = rows.slice(0, size);
  return { rows: page, older: rows.length > size ? page.at(-1)?.position : undefined };
}
