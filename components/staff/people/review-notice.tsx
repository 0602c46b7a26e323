import { staffPeopleMessages } from '#web/messages/staff/people';
import type { ReviewState } from '#web/staff/read-review';
import { ButtonLink } from '../../ui/button';
import { Notice } from '../../ui/notice';
import { Time } from '../../ui/time';

const messages = staffPeopleMessages.review;

type ReviewNoticeProps = { state: ReviewState; mayReview: boolean; timeZone: string };

/** When somebody has to look at who has access: nothing but a line while it is not due. */
export function ReviewNotice({ state: { open, dueAt, isDue }, mayReview, timeZone }: ReviewNoticeProps) {
  if (dueAt === null) return null;
  const next = mayReview ? (
    <ButtonLink href="/staff/people/review">{messages.open}</ButtonLink>
  ) : (
    <p>{messages.askAdmin}</p>
  );
  if (open === undefined && !isDue) {
    return (
      <p className="mt-6 text-muted text-sm">
        {messages.next}
        <Time at={dueAt} timeZone={timeZone} />
        {'. '}
        {mayReview ? (
          <a href="/staff/people/review" className="link">
            {messages.open}
          </a>
        ) : null}
      </p>
    );
  }
  return (
    <div className="mb-6">
      <Notice
        tone={isDue ? 'warn' : 'info'}
        title={open === undefined ? messages.overdueTitle : messages.underWayTitle}
      >
        {isDue ? (
          <p>
            {messages.overdueText}
            <Time at={dueAt} timeZone={timeZone} />.
          </p>
        ) : null}
        {open === undefined ? null : <p>{messages.underWay(open.left)}</p>}
        {next}
      </Notice>
    </div>
  );
}
