import type { DeliveriesQuery, PartnerDeliveries } from '#lib/contract/event-endpoints';
import type { EVENT_TYPES } from '#lib/contract/events';
import type { Database } from '#lib/db/client';
import { Prisma } from '#lib/db/generated/client';

type Listed = PartnerDeliveries['data'][number];

type Row = {
  position: string;
  eventId: string | null;
  type: (typeof EVENT_TYPES)[number];
  connectionId: string | null;
  state: Listed['state'];
  attempts: number;
  nextTryAt: Date | null;
  lastTryAt: Date | null;
  lastStatus: number | null;
  lastFailure: string | null;
  lastMs: number | null;
};

/** What came of each event that was sent to an endpoint, newest event first. */
export async function listDeliveries(
  { db }: Pick<Database, 'db'>,
  endpointId: string,
  { state, before, limit }: DeliveriesQuery,
): Promise<PartnerDeliveries> {
  const ofState = state === undefined ? Prisma.empty : Prisma.sql`AND d.state = ${state}`;
  const rows = await db.$queryRaw<Row[]>`
    SELECT d.position::text AS position, e.id::text AS "eventId", d.type, e.connection_id::text AS "connectionId", d.state,
      d.tries AS attempts, d.next_try_at AS "nextTryAt", d.last_try_at AS "lastTryAt", d.last_status AS "lastStatus",
      d.last_failure AS "lastFailure", d.last_ms AS "lastMs"
    FROM vault.event_deliveries AS d LEFT JOIN vault.events AS e ON e.sequence = d.sequence
    WHERE d.endpoint_id = ${endpointId}::uuid ${ofState}
      AND d.position < coalesce(${before ?? null}::bigint, 9223372036854775807)
    ORDER BY d.position DESC LIMIT ${limit + 1}::integer`;
  const page = rows.slice(0, limit);
  return {
    data: page.map((row) => ({
      position: row.position,
      event_id: row.eventId,
      type: row.type,
      connection_id: row.connectionId,
      state: row.state,
      attempts: row.attempts,
      next_try_at: row.nextTryAt?.toISOString() ?? null,
      last_try_at: row.lastTryAt?.toISOString() ?? null,
      last_status: row.lastStatus,
      last_failure: row.lastFailure,
      last_ms: row.lastMs,
    })),
    next_before: rows.length > limit ? (page.at(-1)?.position ?? null) : null,
  };
}
