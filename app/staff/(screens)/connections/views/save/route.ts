import { staffListHref } from '#web/connections/staff-filter';
import { filterIn, saveView, VIEW_NAME_LENGTH } from '#web/connections/staff-views';
import { webDb } from '#web/db/web-db';
import { seeOther } from '#web/http/answer';
import { answerStaffForm } from '#web/staff/answer-staff-form';
import { VIEW_FORM } from '#web/staff/form-draft';
import { staffHref } from '#web/staff/navigation';

const LIST = '/staff/connections';

/** Names the list that the person is looking at. */
export async function POST(request: Request): Promise<Response> {
  const typed = { form: VIEW_FORM, fields: ['name'] };
  return answerStaffForm(request, { returnTo: LIST, typed }, async ({ staff, form, taken }) => {
    const filter = filterIn(form.text('query') ?? '');
    const saved = await saveView(webDb(), staff, {
      name: form.text('name', 4 * VIEW_NAME_LENGTH) ?? '',
      filter,
    });
    if (saved.kind === 'saved') taken();
    const words = Object.fromEntries(new URL(staffListHref(filter), 'http://localhost').searchParams);
    return seeOther(staffHref(LIST, { ...words, flash: `view-${saved.kind.replace('_', '-')}` }));
  });
}

/** A restored tab, the address typed again: does nothing, and shows the list. */
export function GET(): Response {
  return seeOther(LIST);
}
