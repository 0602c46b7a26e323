import type { WebAlarm } from '#lib/contract/notifications';
import type { Db } from '#lib/db/client';
import type { Logger } from '#lib/log/logger';

export type AlarmReporter = { db: Pick<Db, '$queryRaw'>; log: Pick<Logger, 'info' | 'error'> };

/**
 * Says that the alarm's cause was seen, or that it is over. The database keeps one open row, audits only the transition,
 * and closes nothing that any web process has seen within the last 15 seconds.
 *
 * @returns true when this call opened or closed it.
 */
export async function reportAlarm(
  { db, log }: AlarmReporter,
  code: WebAlarm,
  isOpen: boolean,
): Promise<boolean> {
  const rows = await db.$queryRaw<{ hasChanged: boolean }[]>`
    SELECT public.report_alarm(${code}, ${isOpen}) AS "hasChanged"`;
  const hasChanged = rows[0]?.hasChanged === true;
  if (hasChanged && isOpen) log.error({ alarm: code }, 'alarm raised');
  if (hasChanged && !isOpen) log.info({ alarm: code }, 'alarm cleared');
  return hasChanged;
}

/** The alarm if it is open, by the database's clock. */
export async function findOpenAlarm(
  db: Pick<Db, '$queryRaw'>,
  code: WebAlarm,
): Promise<{ quietSeconds: number } | undefined> {
  const rows = await db.$queryRaw<{ quietSeconds: number }[]>`
    SELECT extract(epoch FROM now() - last_seen_at)::float8 AS "quietSeconds"
      FROM public.alarms WHERE code = ${code} AND environment IS NULL AND cleared_at IS NULL`;
  return rows[0];
}
