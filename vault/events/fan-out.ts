import { MAX_REPLAYED, type Replay } from '#lib/contract/event-endpoints';
import type { Tx } from '#lib/db/client';
import { Prisma } from '#lib/db/generated/client';
import type { Environment } from '#lib/env/wise';

/** Every endpoint, locked: a line must not end between a look at it and what is added to it. */
export async function lockEndpoints(tx: Tx): Promise<void> {
  await tx.$queryRaw`SELECT id FROM vault.event_endpoints ORDER BY id FOR UPDATE`;
}

/** One of them, enabled or not: its lines must not end, and its secrets not change, meanwhile. */
export async function lockEndpoint(tx: Tx, id: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM vault.event_endpoints WHERE id = ${id}::uuid FOR UPDATE`;
}

/**
 * Adds the deliveries of events whose places were just given: for each endpoint of their environment that wants their type.
 * Only the first of a line is due; whoever stands behind waits for it. Lock the endpoints first.
 */
export async function fanOut(tx: Tx, { from, to }: { from: bigint; to: bigint }): Promise<number> {
  return tx.$executeRaw`
    WITH wanted AS (
      SELECT n.id AS endpoint_id, e.position, e.sequence, e.type, coalesce(e.connection_id, e.id) AS line
      FROM vault.events AS e JOIN vault.event_endpoints AS n ON n.disabled_at IS NULL
        AND CASE WHEN e.endpoint_id IS NULL
          THEN n.environment = e.environment AND (n.types = '{}' OR e.type = ANY (n.types)) ELSE n.id = e.endpoint_id END
      WHERE e.position BETWEEN ${from} AND ${to}),
    in_line AS (
      SELECT *, row_number() OVER (PARTITION BY endpoint_id, line ORDER BY position) AS place FROM wanted)
    INSERT INTO vault.event_deliveries (endpoint_id, position, sequence, type, line, next_try_at)
    SELECT endpoint_id, position, sequence, type, line, CASE WHEN place = 1 AND NOT EXISTS (
        SELECT FROM vault.event_deliveries AS d
        WHERE d.endpoint_id = in_line.endpoint_id AND d.line = in_line.line AND d.state = 'waiting')
      THEN now() END
    FROM in_line ORDER BY position
    ON CONFLICT (endpoint_id, position) DO NOTHING`;
}

/** SQL, LATERAL to lines `l`: the position of the first delivery to this endpoint that waits in one. */
const firstInLine = (endpointId: string): Prisma.Sql => Prisma.sql`(
  SELECT w.position FROM vault.event_deliveries AS w
  WHERE w.endpoint_id = ${endpointId}::uuid AND w.line = l.line AND w.state = 'waiting' ORDER BY w.position LIMIT 1)`;

/** Makes the first that waits in each of these lines due, unless it is. */
export async function letNext(tx: Tx, endpointId: string, lines: readonly string[]): Promise<void> {
  if (lines.length === 0) return;
  await tx.$executeRaw`
    UPDATE vault.event_deliveries AS d SET next_try_at = now()
    FROM unnest(${lines}::uuid[]) AS l (line) CROSS JOIN LATERAL ${firstInLine(endpointId)} AS first
    WHERE d.endpoint_id = ${endpointId}::uuid AND d.position = first.position AND d.next_try_at IS NULL`;
}

/** Makes deliveries of a range wait, in the order of each connection. Lock the endpoint first. */
export async function addAgain(
  tx: Tx,
  endpoint: { id: string; environment: Environment; types: readonly string[] },
  { after, until }: Replay,
): Promise<{ count: number; lastPosition: string | null }> {
  const [last] = await tx.$queryRaw<{ count: number; position: string | null; lines: string[] }[]>`
    WITH meant AS (
      SELECT position, sequence, type, connection_id FROM vault.events
      WHERE position > ${after}::bigint AND position <= coalesce(${until ?? null}::bigint, 9223372036854775807)
        AND environment = ${endpoint.environment}::public.environment AND connection_id IS NOT NULL
        AND (${endpoint.types}::text[] = '{}' OR type = ANY (${endpoint.types}::text[]))
      ORDER BY position LIMIT ${MAX_REPLAYED}::integer),
    again AS (
      INSERT INTO vault.event_deliveries AS d (endpoint_id, position, sequence, type, line)
      SELECT ${endpoint.id}::uuid, position, sequence, type, connection_id FROM meant
      ON CONFLICT (endpoint_id, position) DO UPDATE SET state = 'waiting', tries = 0, asked_at = now(), next_try_at = NULL
      RETURNING d.line)
    SELECT (SELECT count(*)::int FROM again) AS count, (SELECT max(position)::text FROM meant) AS position,
      ARRAY(SELECT DISTINCT line::text FROM again) AS lines`;
  // the first in each line is another one now
  await tx.$executeRaw`
    UPDATE vault.event_deliveries AS d SET next_try_at = CASE WHEN d.position = first.position THEN now() END
    FROM unnest(${last?.lines ?? []}::uuid[]) AS l (line) CROSS JOIN LATERAL ${firstInLine(endpoint.id)} AS first
    WHERE d.endpoint_id = ${endpoint.id}::uuid AND d.state = 'waiting' AND d.line = l.line
      AND (d.next_try_at IS NULL) = (d.position = first.position)`;
  return { count: last?.count ?? 0, lastPosition: last?.position ?? null };
}
