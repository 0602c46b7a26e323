import type { EventOutcome } from '#lib/contract/standings';
import type { Database } from '#lib/db/client';
import { Prisma } from '#lib/db/generated/client';
import type { Environment } from '#lib/env/wise';
import { readJsonText } from '#vault/wise/events/read-event';

export type ListedEvent = {
  id: string;
  environment: Environment;
  type: string | null;
  schemaVersion: string | null;
  occurredAt: Date | null;
  receivedAt: Date;
  deliveries: number;
  isTest: boolean;
  outcome: EventOutcome;
  connectionIds: string[];
  /** The body as Wise sent it, if it is JSON. */
  payload: string | undefined;
};

type Row = Omit<ListedEvent, 'payload'> & { body: Uint8Array };

/** Bodies have 256 KiB at most: a page of such is cut here, and its last id leads on. */
const MOST_BYTES = 4 * 1024 * 1024;

/**
 * Events in order of arrival; those that are not sorted yet come later, in an order that is still to be made.
 *
 * @param environment of these alone; null: of both
 */
export async function listEvents(
  { db }: Pick<Database, 'db'>,
  { after, limit }: { after: string; limit: number },
  environment: Environment | null,
): Promise<ListedEvent[]> {
  const ofOne =
    environment === null ? Prisma.empty : Prisma.sql`AND environment = ${environment}::public.environment`;
  const rows = await db.$queryRaw<Row[]>`
    SELECT position::text AS id, environment::text AS environment, event_type AS type, schema_version AS "schemaVersion",
      occurred_at AS "occurredAt", received_at AS "receivedAt", deliveries, is_test AS "isTest", outcome,
      connection_ids AS "connectionIds", body
    FROM (SELECT *, sum(octet_length(body)) OVER (ORDER BY position) - octet_length(body) AS before
      FROM (SELECT * FROM vault.webhook_events WHERE position > ${after}::bigint ${ofOne} ORDER BY position LIMIT ${limit}::integer)
        AS page) AS measured
    WHERE before < ${MOST_BYTES}::integer ORDER BY position`;
  return rows.map(({ body, ...row }) => ({ ...row, payload: readJsonText(body) }));
}
