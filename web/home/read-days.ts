import type { Environment } from '#lib/db/generated/enums';
import { assertStaffMay, type Viewer } from '#web/connections/staff-access';
import type { WebDb } from '#web/db/web-db';

/** What one day (UTC, `2026-11-28`) did to the connections of an environment. */
export type DayOfConnections = {
  day: string;
  /** Made for the first time. */
  connected: number;
  reconnected: number;
  /** Needed reconnecting from then on. */
  lost: number;
  disconnected: number;
  /** Active when it ended; of today, now. */
  active: number;
};

export type EnvironmentDays = { environment: Environment; days: DayOfConnections[] };

/** How many days a chart may show. */
export const DAY_RANGES = [30, 90] as const;
export type DayRange = (typeof DAY_RANGES)[number];

type Row = DayOfConnections & { environment: Environment };

/**
 * The last days of each environment, oldest first, today included, with no day left out. It reads counts of days alone
 * (decision 073).
 *
 * @param environment undefined: each that has ever had a connection.
 * @throws AppError FORBIDDEN
 */
export async function readDays(
  db: Pick<WebDb, '$queryRaw'>,
  viewer: Viewer,
  { days, environment }: { days: DayRange; environment: Environment | undefined },
): Promise<EnvironmentDays[]> {
  assertStaffMay(viewer, 'view');
  const rows = await db.$queryRaw<Row[]>`
    WITH counted AS MATERIALIZED (
      SELECT * FROM public.connections_by_day
      WHERE ${environment ?? null}::public.environment IS NULL OR environment = ${environment ?? null}::public.environment
    ), span AS (
      SELECT today - ${days}::integer + 1 AS first, today FROM (SELECT (now() AT TIME ZONE 'UTC')::date AS today) AS at
    )
    SELECT e.environment::text AS environment, d.day::date::text AS day,
      coalesce(c.connected, 0) AS connected, coalesce(c.reconnected, 0) AS reconnected, coalesce(c.lost, 0) AS lost,
      coalesce(c.disconnected, 0) AS disconnected,
      (e.before + sum(coalesce(c.active, 0)) OVER (PARTITION BY e.environment ORDER BY d.day))::integer AS active
    FROM (
      SELECT environment, coalesce(sum(active) FILTER (WHERE day < span.first), 0) AS before
      FROM counted, span GROUP BY environment
    ) AS e CROSS JOIN span CROSS JOIN LATERAL generate_series(span.first, span.today, interval '1 day') AS d (day)
    LEFT JOIN counted AS c ON c.environment = e.environment AND c.day = d.day::date
    ORDER BY e.environment = 'sandbox', e.environment, d.day`;
  const byEnvironment = new Map<Environment, DayOfConnections[]>();
  for (const { environment: of, ...day } of rows) {
    byEnvironment.set(of, [...(byEnvironment.get(of) ?? []), day]);
  }
  return [...byEnvironment].map(([of, its]) => ({ environment: of, days: its }));
}
