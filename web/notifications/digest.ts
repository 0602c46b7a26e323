import { isAllowed, type StaffRole } from '#lib/contract/people';
import type { WebDb, WebTx } from '#web/db/web-db';
import { isOnlyTeller } from './only-teller';

/** Beyond this the digest says "more than". */
export const DIGEST_COUNT = 1_000;
/** Of an owner of more, so many are looked at: nobody took those on one by one. */
const OWNED = 10_000;

type Reader = {
  staffId: string;
  role: StaffRole;
  owned: string;
  hour: number;
  timeZone: string | null;
};

/**
 * Has the daily digest mailed to whoever's hour has come, in their own zone. A day without anything to say has none.
 *
 * @param timeZone the deployment's, for who chose none.
 * @returns how many are mailed.
 */
export function sendDigests(db: WebDb, timeZone: string, now = new Date()): Promise<number> {
  return db.$transaction(async (tx) => {
    if (!(await isOnlyTeller(tx))) return 0;
    const due = (await readReaders(tx)).flatMap((reader) => {
      const { day, hour } = placeInDay(now, reader.timeZone ?? timeZone);
      return hour >= reader.hour ? [{ reader, news: `digest:${day}` }] : [];
    });
    let mailed = 0;
    for (const { reader, news } of due) mailed += await queueDigest(tx, reader, news);
    return mailed;
  });
}

/** Those who had none in the last hours: a day is no shorter, whatever the clocks do. */
function readReaders(tx: WebTx): Promise<Reader[]> {
  return tx.$queryRaw<Reader[]>`
    SELECT person.staff_id AS "staffId", person.role::text AS role, person.owned, person.digest_hour AS hour,
           person.time_zone AS "timeZone"
      FROM public.staff_notification_settings person
     WHERE person.digest_hour IS NOT NULL AND NOT EXISTS (
       SELECT 1 FROM public.staff_mails mail WHERE mail.staff_id = person.staff_id AND mail.kind = 'digest'
          AND mail.created_at > now() - interval '1 hour')`;
}

async function queueDigest(tx: WebTx, { staffId, role, owned }: Reader, news: string): Promise<number> {
  const hasApprovals = isAllowed(role, 'run_incident');
  const rows = await tx.$queryRaw<{ isMailed: boolean }[]>`
    WITH alarm AS (
      SELECT code, environment, raised_at FROM public.alarms WHERE cleared_at IS NULL ORDER BY raised_at LIMIT 20),
    lost AS (
      SELECT count(*)::int AS count FROM (
        SELECT 1 FROM public.connections WHERE status = 'needs_reconnect' AND status_changed_at > now() - interval '1 day'
         LIMIT ${DIGEST_COUNT + 1}::int) AS few),
    own AS (
      SELECT count(*)::int AS count FROM (
        SELECT 1 FROM (
          SELECT connection_id FROM public.connection_follow_up
           WHERE ${owned} <> 'off' AND owner_staff_id = ${staffId}::uuid LIMIT ${OWNED}::int) AS follow
          JOIN public.connections connection ON connection.id = follow.connection_id
         WHERE connection.status = 'needs_reconnect' LIMIT ${DIGEST_COUNT + 1}::int) AS few),
    waiting AS (
      SELECT count(*)::int AS count FROM public.second_approvals_for_staff
       WHERE ${hasApprovals} AND state = 'waiting' AND first_staff_id <> ${staffId}::uuid),
    told AS (
      SELECT jsonb_build_object('lost', lost.count, 'owned', own.count, 'approvals', waiting.count,
        'alarms', coalesce((SELECT jsonb_agg(jsonb_build_object('alarm', code, 'environment', environment)
           ORDER BY raised_at) FROM alarm), '[]')) AS about,
        lost.count + own.count + waiting.count > 0 OR EXISTS (SELECT 1 FROM alarm) AS has_news
      FROM lost, own, waiting)
    INSERT INTO public.staff_mails (staff_id, kind, about, news, sent_at)
    SELECT ${staffId}::uuid, 'digest', about, ${news}, CASE WHEN has_news THEN NULL ELSE now() END FROM told
    ON CONFLICT DO NOTHING RETURNING sent_at IS NULL AS "isMailed"`;
  return rows.filter(({ isMailed }) => isMailed).length;
}

/** The day and the hour at a place. */
export function placeInDay(at: Date, timeZone: string): { day: string; hour: number } {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((each) => each.type === type)?.value ?? '';
  return { day: `${part('year')}-${part('month')}-${part('day')}`, hour: Number(part('hour')) };
}
