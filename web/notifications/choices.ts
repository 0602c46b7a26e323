import { appendAudit } from '#lib/audit/append';
import { TOLD_WHEN, type ToldWhen } from '#lib/contract/notifications';
import { isTimeZone } from '#lib/env/time-zone';
import { AppError } from '#lib/errors/app-error';
import type { StaffSession } from '#lib/sessions/session';
import type { WebDb } from '#web/db/web-db';
import type { Form } from '#web/http/form';

/** What one person on the staff is told, and when. */
export type NotificationChoices = {
  alarms: ToldWhen;
  /** Connections of theirs that need their customer. */
  owned: ToldWhen;
  /** Acts that wait for a second person. */
  approvals: 'at_once' | 'off';
  /** In their own zone; null: no digest. */
  digestHour: number | null;
  auditHeads: boolean;
  /** null: the deployment's. */
  timeZone: string | null;
};

/** What the person who asks chose, or what their role has. */
export async function readChoices(
  db: Pick<WebDb, '$queryRaw'>,
  { staffId }: Pick<StaffSession, 'staffId'>,
): Promise<NotificationChoices> {
  const [row] = await db.$queryRaw<NotificationChoices[]>`
    SELECT alarms, owned, approvals, digest_hour AS "digestHour", audit_heads AS "auditHeads", time_zone AS "timeZone"
      FROM public.staff_notification_settings WHERE staff_id = ${staffId}::uuid`;
  if (row === undefined) throw new AppError('FORBIDDEN', { log: 'disabled' });
  return row;
}

/**
 * What the form asks for.
 *
 * @returns undefined when the zone is none.
 * @throws AppError BAD_REQUEST for what the form cannot send.
 */
export function parseChoices(form: Form): NotificationChoices | undefined {
  const timeZone = form.text('timeZone', 60) ?? null;
  if (timeZone !== null && !isTimeZone(timeZone)) return undefined;
  return {
    alarms: oneOf(form.text('alarms'), TOLD_WHEN),
    owned: oneOf(form.text('owned'), TOLD_WHEN),
    approvals: oneOf(form.text('approvals'), ['at_once', 'off']),
    digestHour: readHour(form.text('digestHour', 4)),
    auditHeads: form.text('auditHeads') === 'on',
    timeZone,
  };
}

/** Keeps the choices of the person who asks. */
export async function saveChoices(
  db: WebDb,
  { staffId, role, name, email }: StaffSession,
  choices: NotificationChoices,
): Promise<void> {
  const { alarms, owned, approvals, digestHour, auditHeads, timeZone } = choices;
  await db.$transaction(async (tx) => {
    await tx.$executeRaw`
      INSERT INTO public.staff_notification_choices
        (staff_id, alarms, owned, approvals, digest_hour, audit_heads, time_zone)
      VALUES (${staffId}::uuid, ${alarms}, ${owned}, ${approvals}, ${digestHour}::int, ${auditHeads}, ${timeZone})
      ON CONFLICT (staff_id) DO UPDATE SET alarms = excluded.alarms, owned = excluded.owned,
        approvals = excluded.approvals, digest_hour = excluded.digest_hour, audit_heads = excluded.audit_heads,
        time_zone = excluded.time_zone, changed_at = now()`;
    await appendAudit(tx, {
      action: 'staff.notifications_changed',
      actor: { kind: 'staff', id: staffId, role, name, email },
      detail: { alarms, owned, approvals, digestHour, auditHeads },
    });
  });
}

function oneOf<Word extends string>(text: string | undefined, words: readonly Word[]): Word {
  const word = words.find((each) => each === text);
  if (word === undefined) throw new AppError('BAD_REQUEST', { log: 'a choice that the form does not have' });
  return word;
}

function readHour(text: string | undefined): number | null {
  if (text === undefined || text === 'none') return null;
  if (!/^(?:1?\d|2[0-3])$/.test(text)) throw new AppError('BAD_REQUEST', { log: 'not an hour' });
  return Number(text);
}
