import { seeOther } from '#web/http/answer';
import { reviewAccess } from '#web/vault-client/people';
import { answerPeopleAct } from '../../people-act';

const PATH = '/staff/people/review';

/** Begins a review of who has access; one that is under way goes on. */
export async function POST(request: Request): Promise<Response> {
  return answerPeopleAct(request, PATH, async ({ session }) => {
    await reviewAccess({ session, act: { act: 'start' } });
    return seeOther(PATH);
  });
}

/** A restored tab, the address typed again: does nothing, and shows the review. */
export async function GET(): Promise<Response> {
  return seeOther(PATH);
}
