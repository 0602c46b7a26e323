import 'server-only';
import { NOTICE_KINDS } from '#lib/contract/notifications';
import { Prisma } from '#lib/db/generated/client';
import type { Logger } from '#lib/log/logger';
import type { WebDb } from '#web/db/web-db';
import { type NoticeFacts, type NoticeSetting, noticeMail } from './notice-mail';
import type { Mail } from './send';

const BATCH = 10;
/** With the pause doubling each time, the last of nine tries is about eight hours after the first. */
// As in the index notices_waiting: literals, or every notice that was given up is read at each turn.
const WAITS = Prisma.sql`sent_at IS NULL AND attempts < 9`;
const FREE_SINCE = Prisma.sql`coalesce(claimed_until, '-infinity'::timestamptz)`;

type Claimed = Omit<NoticeFacts, 'kind'> & { kind: string; attempts: number };

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
      // a customer whom only the partner knows may have no address here: the partner is told of every change (design 4.22)
      if (notice.to !== '') await work.send(noticeMail({ ...notice, kind }, work.setting));
      await work.db
        .$executeRaw`UPDATE public.notices SET sent_at = now(), claimed_until = NULL WHERE id = ${notice.id}::uuid`;
    } catch (err) {
      work.log.warn({ err, noticeId: notice.id, attempts: notice.attempts }, 'a notice was not mailed');
      await work.db.$executeRaw`
        UPDATE public.notices SET claimed_until = now() + make_interval(mins => ${2 ** (notice.attempts - 1)}::int)
         WHERE id = ${notice.id}::uuid`;
    }
  }
  return claimed.length;
}

function claim(db: WebDb): Promise<Claimed[]> {
  return db.$queryRaw<Claimed[]>`
    WITH waiting AS (
      SELECT id FROM public.notices
       WHERE ${WAITS} AND ${FREE_SINCE} < now()
       ORDER BY ${FREE_SINCE}, created_at LIMIT ${BATCH}::int FOR UPDATE SKIP LOCKED),
    claimed AS (
      UPDATE public.notices SET claimed_until = now() + interval '5 minutes', attempts = attempts + 1
        FROM waiting WHERE notices.id = waiting.id
      RETURNING notices.*)
    SELECT claimed.id, claimed.kind, claimed.created_at AS at, claimed.attempts, customer.email AS "to",
           connection.profile_name AS "profileName", connection.environment::text AS environment,
           connection.end_result AS "endResult", connection.ended_at AS "endedAt",
           connection.token_may_work_until AS "tokenMayWorkUntil"
      FROM claimed
      JOIN public.customers customer ON customer.id = claimed.customer_id
      JOIN public.connections connection ON connection.id = claimed.connection_id
     ORDER BY claimed.created_at`;
}
