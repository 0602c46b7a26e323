import { AppError } from '#lib/errors/app-error';
import { readUuid } from '#lib/text/uuid';
import { seeOther } from '#web/http/answer';
import { actAndTell, answerPeopleAct } from '../../people-act';

const PATH = '/staff/people/review';

/** Ends the review in which everybody was looked at. */
export async function POST(request: Request): Promise<Response> {
  return answerPeopleAct(request, PATH, async (acting) => {
    const reviewId = readUuid(acting.form.text('review', 100));
    if (reviewId === undefined) throw new AppError('BAD_REQUEST', { log: 'no review' });
    const { word } = await actAndTell(acting, { act: 'staff.finish_review', reviewId }, 'review-done');
    return seeOther(`${PATH}?flash=${word}`);
  });
}

/** A restored tab, the address typed again: does nothing, and shows the review. */
export async function GET(): Promise<Response> {
  return seeOther(PATH);
}
