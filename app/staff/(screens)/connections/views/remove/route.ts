import { AppError } from '#lib/errors/app-error';
import { readUuid } from '#lib/text/uuid';
import { removeView } from '#web/connections/staff-views';
import { webDb } from '#web/db/web-db';
import { answerForm, seeOther } from '#web/http/answer';
import { readForm } from '#web/http/form';
import { mustBeStaff } from '#web/staff/current';

const LIST = '/staff/connections';

/** Forgets one of the person's own views. */
export async function POST(request: Request): Promise<Response> {
  return answerForm(request, { audience: 'staff', returnTo: LIST }, async () => {
    const staff = await mustBeStaff(request);
    const form = await readForm(request, staff.sessionId);
    const id = readUuid(form.text('view') ?? '');
    if (id === undefined) throw new AppError('BAD_REQUEST', { log: 'no such view' });
    await removeView(webDb(), staff, id);
    return seeOther(`${LIST}?flash=view-removed`);
  });
}

/** A restored tab, the address typed again: does nothing, and shows the list. */
export function GET(): Response {
  return seeOther(LIST);
}
