import type { AlarmCode } from '#lib/contract/notifications';
import type { Environment } from '#lib/db/generated/enums';
import { type AlarmText, alarmMessages } from '#web/messages/staff/alarms';
import { assertStaffMay, type Viewer } from './staff-access';
import type { Reader } from './staff-search';

/** An open alarm with its words: what is wrong, since when, and what to do next. */
export type AlarmView = AlarmText & {
  id: string;
  environment: Environment | null;
  raisedAt: Date;
  lastSeenAt: Date;
};

/**
 * The alarms that are open now, oldest first.
 *
 * @throws AppError FORBIDDEN
 */
export async function listOpenAlarms(reader: Reader, viewer: Viewer): Promise<AlarmView[]> {
  assertStaffMay(viewer, 'view');
  const rows = await reader.$queryRaw<
    { id: string; code: string; environment: Environment | null; raisedAt: Date; lastSeenAt: Date }[]
  >`
    SELECT id, code, environment::text AS environment, raised_at AS "raisedAt", last_seen_at AS "lastSeenAt"
    FROM public.alarms WHERE cleared_at IS NULL ORDER BY raised_at, id LIMIT 20`;
  return rows.map(({ code, ...alarm }) => ({ ...alarm, ...alarmText(code) }));
}

function alarmText(code: string): AlarmText {
  const { alarms, unknown } = alarmMessages;
  return isAlarmCode(code) ? alarms[code] : unknown;
}

function isAlarmCode(code: string): code is AlarmCode {
  return Object.hasOwn(alarmMessages.alarms, code);
}
