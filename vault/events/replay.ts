import { MAX_REPLAYED, type Replay } from '#lib/contract/event-endpoints';
import type { VaultContext } from '#vault/runtime/context';
import { type Asker, audit, findEndpoint } from './endpoints';
import { lockEndpoint } from './fan-out';

/**
 * Sends a range of events again, in the order of each connection: those that were delivered or given up, and those that were
 * never meant for the endpoint because it was not there or disabled.
 *
 * @throws AppError NOT_FOUND
 */
export async function replayEvents(
  ctx: VaultContext,
  asker: Asker,
  { id, after, until }: Replay & { id: string },
): Promise<{ count: number; lastPosition: string | null }> {
  return ctx.database.db.$transaction(async (tx) => {
    await lockEndpoint(tx, id);
    const endpoint = await findEndpoint(tx, id, asker);
    const [last] = await tx.$queryRaw<{ count: number; position: string | null }[]>`
      WITH meant AS (
        SELECT position, sequence, type, connection_id FROM vault.events
        WHERE position > ${after}::bigint AND position <= coalesce(${until ?? null}::bigint, 9223372036854775807)
          AND environment = ${endpoint.environment}::public.environment AND connection_id IS NOT NULL
          AND (${endpoint.types}::text[] = '{}' OR type = ANY (${endpoint.types}::text[]))
        ORDER BY position LIMIT ${MAX_REPLAYED}::integer),
      again AS (
        INSERT INTO vault.event_deliveries AS d (endpoint_id, position, sequence, type, line)
        SELECT ${id}::uuid, position, sequence, type, connection_id FROM meant
        ON CONFLICT (endpoint_id, position) DO UPDATE SET state = 'waiting', tries = 0, asked_at = now(), next_try_at = NULL
        RETURNING 1)
      SELECT (SELECT count(*)::int FROM again) AS count, (SELECT max(position)::text FROM meant) AS position`;
    // the first in each line is another one now
    await tx.$executeRaw`
      UPDATE vault.event_deliveries AS d SET next_try_at = CASE WHEN d.position = first.position THEN now() END
      FROM (SELECT line, min(position) AS position FROM vault.event_deliveries
        WHERE endpoint_id = ${id}::uuid AND state = 'waiting' GROUP BY line) AS first
      WHERE d.endpoint_id = ${id}::uuid AND d.state = 'waiting' AND d.line = first.line
        AND (d.next_try_at IS NULL) = (d.position = first.position)`;
    const count = last?.count ?? 0;
    await audit(tx, 'event_endpoint.replayed', asker, endpoint, { count, after });
    return { count, lastPosition: last?.position ?? null };
  });
}
