import { isStaffRole } from '#lib/contract/people';
import { CONFIRMED_AT_ONCE } from '#lib/contract/staff-acts';
import { AppError } from '#lib/errors/app-error';
import { readUuid } from '#lib/text/uuid';
import { seeOther } from '#web/http/answer';
import type { Form } from '#web/http/form';
import { reviewAccess } from '#web/vault-client/people';
import { answerPeopleAct } from '../../people-act';

const PATH = '/staff/people/review';

/** Confirms whoever was ticked, with the role that the page showed. */
export async function POST(request: Request): Promise<Response> {
  return answerPeopleAct(request, PATH, async ({ session, form }) => {
    const reviewId = readUuid(form.text('review', 100));
    if (reviewId === undefined) throw new AppError('BAD_REQUEST', { log: 'no review' });
    const people = ticked(form);
    if (people.length === 0) return seeOther(`${PATH}?flash=none-confirmed`);
    const { confirmed } = await reviewAccess({ session, act: { act: 'confirm', reviewId, people } });
    return seeOther(`${PATH}?flash=${confirmed === 0 ? 'none-confirmed' : 'confirmed'}`);
  });
}

function ticked(form: Form) {
  const shown = (form.text('shown', 2_000) ?? '').split(',').slice(0, CONFIRMED_AT_ONCE);
  return shown.flatMap((text) => {
    const staffId = readUuid(text);
    const role = staffId === undefined ? undefined : form.text(`person-${staffId}`, 20);
    return staffId !== undefined && isStaffRole(role) ? [{ staffId, role }] : [];
  });
}

/** A restored tab, the address typed again: does nothing, and shows the review. */
export async function GET(): Promise<Response> {
  return seeOther(PATH);
}
