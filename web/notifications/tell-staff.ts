import { URGENT_ALARMS } from '#lib/contract/notifications';
import { ALLOWED_ROLES } from '#lib/contract/people';
import { Prisma } from '#lib/db/generated/client';
import type { WebDb, WebTx } from '#web/db/web-db';
import { isOnlyTeller } from './only-teller';
import { tellOwners } from './tell-owners';

/** An alarm that opens and closes again and again is told once an hour. */
const ALARM_NEWS = Prisma.sql`alarm.code || ':' || coalesce(alarm.environment::text, '') || ':'
  || to_char(alarm.raised_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24')`;
const ALARM_ABOUT = Prisma.sql`jsonb_build_object('alarm', alarm.code, 'environment', alarm.environment)`;
/** One that closed before anybody looked is told too. */
const IS_FRESH = Prisma.sql`(alarm.cleared_at IS NULL OR alarm.cleared_at > now() - interval '1 hour')
  AND alarm.code = ANY(${[...URGENT_ALARMS]}::text[])`;
const HEAD_ABOUT = Prisma.sql`jsonb_build_object('day', head.day, 'sequence', head.sequence::text,
  'mac', encode(head.mac, 'hex'), 'signature', head.signature)`;
/** An older one is worth less each day, and whoever begins to ask for them needs none of before. */
const IS_NEW_HEAD = Prisma.sql`head.made_at > now() - interval '1 day'`;
const APPROVAL_ABOUT = Prisma.sql`jsonb_build_object('act', waiting.act, 'expiresAt', waiting.expires_at)`;

/**
 * Puts what is new into the queues of mail and chat: urgent alarms, acts that wait for a second person, connections that their
 * owner should look at. What was told before is told no more (a unique key); a second web that tries at the same time
 * leaves it to the first.
 *
 * @returns false when another web was at it.
 */
export function tellStaff(
  db: WebDb,
  { hasMail, hasChat }: { hasMail: boolean; hasChat: boolean },
): Promise<boolean> {
  return db.$transaction(async (tx) => {
    if (!(await isOnlyTeller(tx))) return false;
    if (hasMail) await mail(tx);
    if (hasChat) await chat(tx);
    return true;
  });
}

async function mail(tx: WebTx): Promise<void> {
  await mailAlarms(tx);
  await mailApprovals(tx);
  await tellOwners(tx);
  await tx.$executeRaw`
    INSERT INTO public.staff_mails (staff_id, kind, about, news)
    SELECT person.staff_id, 'audit_head', ${HEAD_ABOUT}, 'head:' || head.day
      FROM public.audit_heads head JOIN public.staff_notification_settings person ON person.audit_heads
     WHERE ${IS_NEW_HEAD} ON CONFLICT DO NOTHING`;
}

/** None of a mail server that takes no mail. */
async function mailAlarms(tx: WebTx): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO public.staff_mails (staff_id, kind, about, news)
    SELECT person.staff_id, 'alarm', ${ALARM_ABOUT}, 'alarm:' || ${ALARM_NEWS}
      FROM public.alarms alarm JOIN public.staff_notification_settings person ON person.alarms = 'at_once'
     WHERE ${IS_FRESH} AND alarm.code <> 'mail_unavailable' ON CONFLICT DO NOTHING`;
}

/** To everybody who may be the second person. */
async function mailApprovals(tx: WebTx): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO public.staff_mails (staff_id, kind, about, news)
    SELECT person.staff_id, 'approval_waiting', ${APPROVAL_ABOUT}, 'approval:' || waiting.id
      FROM public.second_approvals_for_staff waiting
      JOIN public.staff_notification_settings person
        ON person.approvals = 'at_once' AND person.role::text = ANY(${[...ALLOWED_ROLES.run_incident]}::text[])
       AND person.staff_id <> waiting.first_staff_id
     WHERE waiting.state = 'waiting' ON CONFLICT DO NOTHING`;
}

async function chat(tx: WebTx): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO public.staff_chat_messages (kind, about, news)
    SELECT 'alarm', ${ALARM_ABOUT}, 'alarm:' || ${ALARM_NEWS} FROM public.alarms alarm
     WHERE ${IS_FRESH} AND alarm.code <> 'chat_unavailable' ON CONFLICT DO NOTHING`;
  await tx.$executeRaw`
    INSERT INTO public.staff_chat_messages (kind, about, news)
    SELECT 'alarm_over', ${ALARM_ABOUT}, 'over:' || ${ALARM_NEWS} FROM public.alarms alarm
     WHERE ${IS_FRESH} AND alarm.cleared_at IS NOT NULL AND alarm.code <> 'chat_unavailable' ON CONFLICT DO NOTHING`;
  await tx.$executeRaw`
    INSERT INTO public.staff_chat_messages (kind, about, news)
    SELECT 'approval_waiting', ${APPROVAL_ABOUT}, 'approval:' || waiting.id
      FROM public.second_approvals_for_staff waiting WHERE waiting.state = 'waiting' ON CONFLICT DO NOTHING`;
  await tx.$executeRaw`
    INSERT INTO public.staff_chat_messages (kind, about, news)
    SELECT 'audit_head', ${HEAD_ABOUT}, 'head:' || head.day FROM public.audit_heads head
     WHERE ${IS_NEW_HEAD} ON CONFLICT DO NOTHING`;
}
