import { webDb } from '#web/db/web-db';
import { seeOther } from '#web/http/answer';
import { parseChoices, saveChoices } from '#web/notifications/choices';
import { answerStaffForm } from '#web/staff/answer-staff-form';
import { NOTIFICATIONS_FORM } from '#web/staff/form-draft';

/** Keeps what somebody chose to be told. */
export function POST(request: Request): Promise<Response> {
  const fields = ['alarms', 'owned', 'approvals', 'digestHour', 'auditHeads', 'timeZone'];
  const typed = { form: NOTIFICATIONS_FORM, fields };
  return answerStaffForm(request, { returnTo: '/staff/account', typed }, async ({ staff, form, taken }) => {
    const choices = parseChoices(form);
    if (choices === undefined) return seeOther('/staff/account?flash=unknown-zone#notifications');
    await saveChoices(webDb(), staff, choices);
    taken();
    return seeOther('/staff/account?flash=notifications-saved#notifications');
  });
}

/** A restored tab, the address typed again. */
export async function GET(): Promise<Response> {
  return seeOther('/staff/account');
}
