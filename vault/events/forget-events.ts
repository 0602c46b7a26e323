import type { Tx } from '#lib/db/client';
import type { JobHandler } from '#vault/jobs/jobs';
import { letNext, lockEndpoints } from './fan-out';

const AT_ONCE = 5_000;

/** Forgets events and deliveries that are older than EVENT_RETENTION_DAYS, in batches of their own, and secrets that have ended. */
export const forgetEvents: JobHandler<'events.forget'> = async ({ database, env }, _payload, signal) => {
  const { db } = database;
  await untilFew(signal, () => db.$transaction((tx) => forgetDeliveries(tx, env.EVENT_RETENTION_DAYS)));
  // one that waits still, after a replay say, keeps its event
  await untilFew(
    signal,
    () => db.$executeRaw`
    DELETE FROM vault.events WHERE sequence = ANY (ARRAY(SELECT sequence FROM vault.events AS e
      WHERE created_at < now() - ${env.EVENT_RETENTION_DAYS}::int * interval '1 day' AND position IS NOT NULL
        AND NOT EXISTS (SELECT FROM vault.event_endpoints AS n JOIN vault.event_deliveries AS d
          ON d.endpoint_id = n.id AND d.position = e.position AND d.state = 'waiting')
      ORDER BY created_at LIMIT ${AT_ONCE}::integer))`,
  );
  await db.$executeRaw`DELETE FROM vault.event_secrets WHERE ends_at < now()`;
};

/** What waited behind one that an endpoint never took is the first of its line now. */
async function forgetDeliveries(tx: Tx, days: number): Promise<number> {
  // whoever adds to a line now would let it wait for one that is about to go
  await lockEndpoints(tx);
  const forgotten = await tx.$queryRaw<{ endpointId: string; count: number; lines: string[] | null }[]>`
    WITH gone AS (
      DELETE FROM vault.event_deliveries WHERE (endpoint_id, position) IN (SELECT endpoint_id, position
        FROM vault.event_deliveries WHERE asked_at < now() - ${days}::int * interval '1 day'
        ORDER BY asked_at LIMIT ${AT_ONCE}::integer) RETURNING endpoint_id, line, state)
    SELECT endpoint_id::text AS "endpointId", count(*)::int AS count,
      array_agg(DISTINCT line::text) FILTER (WHERE state = 'waiting') AS lines
    FROM gone GROUP BY endpoint_id`;
  for (const { endpointId, lines } of forgotten) await letNext(tx, endpointId, lines ?? []);
  return forgotten.reduce((sum, { count }) => sum + count, 0);
}

async function untilFew(signal: AbortSignal, work: () => Promise<number>): Promise<void> {
  for (let count = AT_ONCE; count === AT_ONCE && !signal.aborted; ) count = await work();
}
