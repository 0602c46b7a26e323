import type { ConnectionEvent } from '#lib/contract/events';
import type { Database } from '#lib/db/client';
import { Prisma } from '#lib/db/generated/client';
import type { Environment } from '#lib/env/wise';
import { EVENT_COLUMNS, EVENT_JOINS, type EventRow, toConnectionEvent } from './event-row';
import { givePositions, isAnyWaiting } from './give-positions';

/**
 * What happened to connections, in order. What was committed before the question is in the answer, or on a page after it.
 *
 * @param environment of these alone; null: of both
 */
export async function listEvents(
  database: Pick<Database, 'db'>,
  { after, limit }: { after: string; limit: number },
  environment: Environment | null,
): Promise<{ events: ConnectionEvent[]; nextAfter: string }> {
  if (await isAnyWaiting(database)) await givePositions(database);
  const ofOne =
    environment === null ? Prisma.empty : Prisma.sql`AND environment = ${environment}::public.environment`;
  const rows = await database.db.$queryRaw<EventRow[]>`
    SELECT ${EVENT_COLUMNS}
    FROM (SELECT * FROM vault.events WHERE position > ${after}::bigint AND connection_id IS NOT NULL ${ofOne}
      ORDER BY position LIMIT ${limit}::integer) AS e ${EVENT_JOINS}
    ORDER BY e.position`;
  return {
    // one whose connection is gone, as only a restored or trimmed database has, says nothing to anybody
    events: rows.filter((row) => row.connectionId !== null).map(toConnectionEvent),
    nextAfter: rows.at(-1)?.position ?? after,
  };
}
