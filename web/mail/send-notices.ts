import 'server-only';
import { NOTICE_KINDS } from '#lib/contract/notifications';
import type { Logger } from '#lib/log/logger';
import { toWithdrawal } from '#web/connections/recorded-withdrawal';
import { claimedOf, markSent, tryLater } from '#web/db/outbox';
import type { WebDb } from '#web/db/web-db';
import { type NoticeFacts, type NoticeSetting, noticeMail } from './notice-mail';
import type { Mail } from './send';

type Claimed = Omit<NoticeFacts, 'kind' | 'withdrawal'> & {
  kind: string;
  attempts: number;
  channel: string | null;
  receivedOn: Date | null;
};

export type NoticesWork = {
  db: WebDb;
  setting: NoticeSetting;
  send: (mail: Mail) => Promise<void>;
  log: Pick<Logger, 'warn'>;
};

/**
 * Mails a batch of waiting notices. Several web processes may do so at once: each row is claimed by one
 * of them, and a claim of a process that died runs out by the database's clock.
 *
 * @returns how many rows were claimed; 0 when nothing waits.
 */
export async function sendNotices(work: NoticesWork): Promise<number> {
  const claimed = await claim(work.db);
  for (const notice of claimed) {
    const kind = NOTICE_KINDS.find((each) => each === notice.kind);
    try {
      if (kind === undefined) throw new Error(`unknown kind of notice: ${notice.kind}`);
      const withdrawal = toWithdrawal(notice.channel, notice.receivedOn);
      // a customer whom only the partner knows may have no address here: the partner is told of every change (design 4.22)
      if (notice.to !== '') await work.send(noticeMail({ ...notice, kind, withdrawal }, work.setting));
      await markSent(work.db, 'notices', notice.id);
    } catch (err) {
      work.log.warn({ err, noticeId: notice.id, attempts: notice.attempts }, 'a notice was not mailed');
      await tryLater(work.db, 'notices', notice);
    }
  }
  return claimed.length;
}

function claim(db: WebDb): Promise<Claimed[]> {
  return db.$queryRaw<Claimed[]>`
    WITH ${claimedOf('notices')}
    SELECT claimed.id, claimed.kind, claimed.created_at AS at, claimed.attempts, customer.email AS "to",
           connection.profile_name AS "profileName", connection.environment::text AS environment,
           connection.end_result AS "endResult", connection.ended_at AS "endedAt",
           connection.token_may_work_until AS "tokenMayWorkUntil",
           withdrawal.channel, withdrawal.received_on AS "receivedOn"
      FROM claimed
      JOIN public.customers customer ON customer.id = claimed.customer_id
      JOIN public.connections connection ON connection.id = claimed.connection_id
      LEFT JOIN public.connection_withdrawals withdrawal ON withdrawal.connection_id = claimed.connection_id
     ORDER BY claimed.created_at`;
}
