import { webDb } from '#web/db/web-db';
import { answerForm, seeOther } from '#web/http/answer';
import { readForm } from '#web/http/form';
import { parseChoices, saveChoices } from '#web/notifications/choices';
import { mustBeStaff } from '#web/staff/current';

/** Keeps what somebody chose to be told. */
export function POST(request: Request): Promise<Response> {
  return answerForm(request, { audience: 'staff', returnTo: '/staff/account' }, async () => {
    const staff = await mustBeStaff(request);
    const choices = parseChoices(await readForm(request, staff.sessionId));
    if (choices === undefined) return seeOther('/staff/account?flash=unknown-zone#notifications');
    await saveChoices(webDb(), staff, choices);
    return seeOther('/staff/account?flash=notifications-saved#notifications');
  });
}

/** A restored tab, the address typed again. */
export async function GET(): Promise<Response> {
  return seeOther('/staff/account');
}
