import { staffPeopleMessages } from '#web/messages/staff/people';
import type { ReviewState } from '#web/staff/read-review';
import { Bidi } from '../../ui/bidi';
import { Button } from '../../ui/button';
import { Card } from '../../ui/card';
import { Time } from '../../ui/time';
import { WithoutJavaScript } from '../../ui/without-javascript';
import { StepUpForm } from '../step-up-form';

const messages = staffPeopleMessages.reviewPage;

type ReviewProgressProps = { state: ReviewState; csrf: string; timeZone: string };

/** When the last review was and the next is due; how far this one is, and the step that comes next. */
export function ReviewProgress({ state, csrf, timeZone }: ReviewProgressProps) {
  return (
    <Card className="mb-6 space-y-4">
      <p className="text-muted text-sm">
        {state.lastFinishedAt === null ? (
          messages.neverDone
        ) : (
          <>
            {messages.lastDone}
            <Time at={state.lastFinishedAt} timeZone={timeZone} />.
          </>
        )}{' '}
        {state.dueAt === null ? null : (
          <>
            {state.isDue ? messages.wasDue : messages.due}
            <Time at={state.dueAt} timeZone={timeZone} />.
          </>
        )}
      </p>
      {state.open === undefined ? (
        <form method="post" action="/staff/people/review/start">
          <input type="hidden" name="csrf" value={csrf} />
          <WithoutJavaScript />
          <Button busy={messages.starting}>{messages.start}</Button>
        </form>
      ) : (
        <UnderWay open={state.open} csrf={csrf} timeZone={timeZone} />
      )}
    </Card>
  );
}

type UnderWayProps = Omit<ReviewProgressProps, 'state'> & { open: NonNullable<ReviewState['open']> };

function UnderWay({ open, csrf, timeZone }: UnderWayProps) {
  return (
    <>
      <p className="text-sm">
        {messages.startedBy}
        <Bidi text={open.startedBy} />
        {messages.startedAt}
        <Time at={open.startedAt} timeZone={timeZone} />.
      </p>
      {open.left > 0 ? (
        <p className="font-medium">{messages.left(open.left)}</p>
      ) : (
        <StepUpForm
          act={{ act: 'staff.finish_review', reviewId: open.id }}
          action="/staff/people/review/finish"
          csrf={csrf}
          className="space-y-4"
        >
          <p className="text-sm leading-6">{messages.finishText}</p>
          <input type="hidden" name="review" value={open.id} />
          <Button busy={messages.finishing}>{messages.finish}</Button>
        </StepUpForm>
      )}
    </>
  );
}
