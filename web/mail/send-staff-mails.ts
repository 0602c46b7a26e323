import 'server-only';
import { readNews } from '#lib/contract/staff-news';
import { Prisma } from '#lib/db/generated/client';
import type { Logger } from '#lib/log/logger';
import type { WebDb } from '#web/db/web-db';
import { newsMail } from './news-mail';
import type { Mail } from './send';
import { isStaffMailKind, type StaffMailFacts, type StaffMailSetting, staffMail } from './staff-mail';

const BATCH = 10;
// As in the index staff_mails_waiting: literals, or every mail that was given up is read at each turn.
const WAITS = Prisma.sql`sent_at IS NULL AND attempts < 9`;
const FREE_SINCE = Prisma.sql`coalesce(claimed_until, '-infinity'::timestamptz)`;

type Claimed = Omit<StaffMailFacts, 'kind'> & {
  kind: string;
  about: unknown;
  attempts: number;
  isDisabled: boolean;
};

export type StaffMailsWork = {
  db: WebDb;
  setting: StaffMailSetting;
  send: (mail: Mail) => Promise<void>;
  log: Pick<Logger, 'warn'>;
};

/**
 * Mails a batch of what waits for staff, as `sendNotices` does for customers: each row is claimed by one process, tried for
 * about eight hours, and a claim of a process that died runs out by the database's clock. Who was disabled meanwhile is
 * mailed nothing.
 *
 * @returns how many rows were claimed; 0 when nothing waits.
 */
export async function sendStaffMails(work: StaffMailsWork): Promise<number> {
  const claimed = await claim(work.db);
  for (const row of claimed) {
    try {
      if (!row.isDisabled) await work.send(mailOf(row, work.setting));
      await work.db
        .$executeRaw`UPDATE public.staff_mails SET sent_at = now(), claimed_until = NULL WHERE id = ${row.id}::uuid`;
    } catch (err) {
      work.log.warn({ err, mailId: row.id, attempts: row.attempts }, 'a mail to staff was not sent');
      await work.db.$executeRaw`
        UPDATE public.staff_mails SET claimed_until = now() + make_interval(mins => ${2 ** (row.attempts - 1)}::int)
         WHERE id = ${row.id}::uuid`;
    }
  }
  return claimed.length;
}

/** @throws for a kind that this version does not know. */
function mailOf(row: Claimed, setting: StaffMailSetting): Mail {
  const { kind } = row;
  return isStaffMailKind(kind)
    ? staffMail({ ...row, kind }, setting)
    : newsMail({ ...row, news: readNews(kind, row.about) }, setting);
}

function claim(db: WebDb): Promise<Claimed[]> {
  return db.$queryRaw<Claimed[]>`
    WITH waiting AS (
      SELECT id FROM public.staff_mails
       WHERE ${WAITS} AND ${FREE_SINCE} < now()
       ORDER BY ${FREE_SINCE}, created_at LIMIT ${BATCH}::int FOR UPDATE SKIP LOCKED),
    claimed AS (
      UPDATE public.staff_mails SET claimed_until = now() + interval '5 minutes', attempts = attempts + 1
        FROM waiting WHERE staff_mails.id = waiting.id
      RETURNING staff_mails.*)
    SELECT claimed.id, claimed.kind, claimed.about, claimed.attempts, person.email AS "to", person.role::text AS role,
           person.disabled_at IS NOT NULL AS "isDisabled", coalesce(sender.name, sender.email) AS "sentBy"
      FROM claimed
      JOIN public.staff person ON person.id = claimed.staff_id
      LEFT JOIN public.staff sender ON sender.id = claimed.sent_by
     ORDER BY claimed.created_at`;
}

/** Has each admin reminded by mail that the review of who has access is due, at most once a week. */
export async function remindOfAccessReview(db: Pick<WebDb, '$queryRaw'>, days: number): Promise<number> {
  const [row] = await db.$queryRaw<{ reminded: number }[]>`
    SELECT public.remind_of_access_review(${days}::int) AS reminded`;
  return row?.reminded ?? 0;
}
