import type { Environment } from '#lib/env/wise';
import { clearAlarm, raiseAlarm } from '#vault/alarms/alarm';
import type { JobHandler } from '#vault/jobs/jobs';

/** An endpoint that takes nothing for so long is not only being restarted. */
const FAILING_MINUTES = 15;
/** So many events wait: more come than it takes, or it is away. */
const MANY = 10_000;

/** A job: tells staff of endpoints that answered 410, fail for long, or fall behind, and when that is over. */
export const watchEndpoints: JobHandler<'events.watch'> = async ({ database, log }) => {
  const rows = await database.db.$queryRaw<{ environment: Environment; isBad: boolean }[]>`
    SELECT known.environment::text AS environment, EXISTS (SELECT FROM vault.event_endpoints AS n
      WHERE n.environment = known.environment AND (n.disabled_reason = 'gone' OR n.disabled_at IS NULL
        AND (n.failing_since < now() - ${FAILING_MINUTES}::int * interval '1 minute'
          OR (SELECT count(*) FROM (SELECT FROM vault.event_deliveries AS d WHERE d.endpoint_id = n.id
            AND d.state = 'waiting' LIMIT ${MANY}::integer) AS first) >= ${MANY}::integer))) AS "isBad"
    FROM unnest(enum_range(NULL::public.environment)) AS known (environment)`;
  for (const { environment, isBad } of rows) {
    const act = isBad ? raiseAlarm : clearAlarm;
    await act(database.db, { log }, 'event_endpoint_failing', environment);
  }
};
