import type { Database } from '#lib/db/client';
import type { Environment } from '#lib/env/wise';
import type { Deadlines } from '#vault/runtime/deadlines';
import { EVENT_COLUMNS, EVENT_JOINS, type EventRow } from './event-row';

type Db = Pick<Database, 'db'>;

/** An endpoint that this process alone sends to now. */
export type ClaimedEndpoint = { id: string; environment: Environment; url: string; failures: number };

/** A delivery that this process has begun. */
export type ClaimedDelivery = {
  position: bigint;
  line: string;
  attempts: number;
  isOld: boolean;
  event: EventRow;
};

/** Deliveries of one endpoint that are under way at once. */
const AT_ONCE = 32;

/** Whether any endpoint that rests no longer has something due. */
export async function isAnyDue({ db }: Db): Promise<boolean> {
  const rows = await db.$queryRaw<unknown[]>`
    SELECT 1 FROM vault.event_endpoints AS n
    WHERE n.disabled_at IS NULL AND n.rest_until <= now() AND n.sending_until <= now()
      AND EXISTS (SELECT FROM vault.event_deliveries AS d WHERE d.endpoint_id = n.id AND d.next_try_at <= now())
    LIMIT 1`;
  return rows.length > 0;
}

/** Takes endpoints that have something due, those that no other vault sends to. */
export function claimEndpoints({ db }: Db, { eventLeaseMs }: Deadlines): Promise<ClaimedEndpoint[]> {
  return db.$queryRaw<ClaimedEndpoint[]>`
    UPDATE vault.event_endpoints SET sending_until = now() + ${eventLeaseMs}::float8 * interval '1 millisecond'
    WHERE id IN (SELECT n.id FROM vault.event_endpoints AS n
      WHERE n.disabled_at IS NULL AND n.rest_until <= now() AND n.sending_until <= now()
        AND EXISTS (SELECT FROM vault.event_deliveries AS d WHERE d.endpoint_id = n.id AND d.next_try_at <= now())
      FOR UPDATE SKIP LOCKED)
    RETURNING id::text AS id, environment::text AS environment, url, failures`;
}

/** Gives it back for the next turn. */
export async function releaseEndpoint({ db }: Db, { id }: ClaimedEndpoint): Promise<void> {
  await db.$executeRaw`UPDATE vault.event_endpoints SET sending_until = '-infinity' WHERE id = ${id}::uuid`;
}

/**
 * Begins deliveries that are due, the longest due first. An endpoint that failed lately gets one, to try whether it is back.
 * They are committed as begun before anything is sent: after a `kill -9` they are due again once their lease is over.
 */
export async function claimDeliveries(
  { db }: Db,
  { id, failures }: ClaimedEndpoint,
  { eventLeaseMs, eventPatienceMs }: Deadlines,
): Promise<ClaimedDelivery[]> {
  const rows = await db.$queryRaw<(EventRow & { line: string; attempts: number; isOld: boolean })[]>`
    WITH due AS (
      SELECT position FROM vault.event_deliveries WHERE endpoint_id = ${id}::uuid AND next_try_at <= now()
        AND EXISTS (SELECT FROM vault.event_endpoints AS n WHERE n.id = ${id}::uuid AND n.disabled_at IS NULL)
      ORDER BY next_try_at, position LIMIT ${failures === 0 ? AT_ONCE : 1}::integer FOR UPDATE SKIP LOCKED),
    begun AS (
      UPDATE vault.event_deliveries AS d SET tries = d.tries + 1, last_try_at = now(),
        next_try_at = now() + ${eventLeaseMs}::float8 * interval '1 millisecond'
      FROM due WHERE d.endpoint_id = ${id}::uuid AND d.position = due.position
      RETURNING d.position, d.sequence, d.line, d.tries,
        greatest(d.asked_at, (SELECT n.enabled_at FROM vault.event_endpoints AS n WHERE n.id = ${id}::uuid))
          < now() - ${eventPatienceMs}::float8 * interval '1 millisecond' AS is_old)
    SELECT begun.line::text AS line, begun.tries AS attempts, begun.is_old AS "isOld", ${EVENT_COLUMNS}
    FROM begun JOIN vault.events AS e ON e.sequence = begun.sequence ${EVENT_JOINS}`;
  return rows.map(({ line, attempts, isOld, ...event }) => ({
    position: BigInt(event.position),
    ...{ line, attempts, isOld, event },
  }));
}
