import 'server-only';
import { readNews } from '#lib/contract/staff-news';
import type { Logger } from '#lib/log/logger';
import { claimedOf, markSent, tryLater } from '#web/db/outbox';
import type { WebDb } from '#web/db/web-db';
import { newsMail } from './news-mail';
import type { Mail } from './send';
import { isStaffMailKind, type StaffMailFacts, type StaffMailSetting, staffMail } from './staff-mail';

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
      await markSent(work.db, 'staffMails', row.id);
    } catch (err) {
      work.log.warn({ err, mailId: row.id, attempts: row.attempts }, 'a mail to staff was not sent');
      await tryLater(work.db, 'staffMails', row);
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
    WITH ${claimedOf('staffMails')}
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
