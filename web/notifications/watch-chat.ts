import type { Logger } from '#lib/log/logger';
import { findOpenAlarm, reportAlarm } from '#web/alarms/report-alarm';
import type { WebDb } from '#web/db/web-db';

/** A chat that is restarted, or refuses one message, is no alarm. */
const QUIET_MINUTES = 30;

/**
 * Raises the alarm when the chat has taken nothing for long although something was to be said, and closes it once it has taken
 * a message since. One that was given up counts for a day.
 */
export async function watchChat(db: WebDb, log: Pick<Logger, 'info' | 'error'>): Promise<void> {
  const [row] = await db.$queryRaw<{ isDeaf: boolean }[]>`
    SELECT EXISTS (
      SELECT FROM public.staff_chat_messages AS missed
       WHERE missed.sent_at IS NULL AND missed.attempts > 0
         AND missed.created_at > now() - interval '1 day'
         AND missed.created_at < now() - make_interval(mins => ${QUIET_MINUTES}::int)
         AND missed.created_at > coalesce((SELECT max(sent_at) FROM public.staff_chat_messages WHERE sent_at IS NOT NULL),
           '-infinity'::timestamptz)) AS "isDeaf"`;
  const isDeaf = row?.isDeaf === true;
  if (!isDeaf && (await findOpenAlarm(db, 'chat_unavailable')) === undefined) return;
  await reportAlarm({ db, log }, 'chat_unavailable', isDeaf);
}
