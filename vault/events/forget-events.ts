import type { JobHandler } from '#vault/jobs/jobs';

const AT_ONCE = 5_000;

/** Forgets events that are older than EVENT_RETENTION_DAYS, in batches of their own. */
export const forgetEvents: JobHandler<'events.forget'> = async ({ database, env }, _payload, signal) => {
  for (let count = AT_ONCE; count === AT_ONCE && !signal.aborted; ) {
    count = await database.db.$executeRaw`
      DELETE FROM vault.events WHERE sequence = ANY (ARRAY(SELECT sequence FROM vault.events
        WHERE created_at < now() - ${env.EVENT_RETENTION_DAYS}::int * interval '1 day' AND position IS NOT NULL
        ORDER BY created_at LIMIT ${AT_ONCE}::integer))`;
  }
};
