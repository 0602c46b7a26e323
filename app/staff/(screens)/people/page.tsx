import type { Metadata } from 'next';
import { PeopleTable } from '#components/staff/people/people-table';
import { ReviewNotice } from '#components/staff/people/review-notice';
import { ButtonLink } from '#components/ui/button';
import { EmptyState } from '#components/ui/empty-state';
import { Page } from '#components/ui/page';
import { PageHeader } from '#components/ui/page-header';
import { Pagination } from '#components/ui/pagination';
import { isAllowed } from '#lib/contract/people';
import { webDb } from '#web/db/web-db';
import { webEnv } from '#web/env/web-env';
import { withUnavailablePage } from '#web/http/with-unavailable-page';
import { staffPeopleMessages as messages } from '#web/messages/staff/people';
import { requireStaff } from '#web/staff/current';
import { listPeople, parseAfter, peopleHref } from '#web/staff/list-people';
import { readReviewState } from '#web/staff/read-review';

export const metadata: Metadata = { title: messages.title };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** Everybody on the staff, for every staff role. */
export default async function StaffPeoplePage({ searchParams }: Props) {
  const after = parseAfter((await searchParams).after);
  const { TIME_ZONE: timeZone, ACCESS_REVIEW_DAYS: days } = webEnv();
  const { staff, people, review } = await withUnavailablePage('/staff/people', async () => {
    const viewer = await requireStaff(undefined, '/staff/people');
    const [found, state] = await Promise.all([
      listPeople(webDb(), viewer, after),
      readReviewState(webDb(), days),
    ]);
    return { staff: viewer, people: found, review: state };
  });
  const mayReview = isAllowed(staff.role, 'manageStaff');
  const isReviewed = review.open === undefined && !review.isDue;
  const notice = <ReviewNotice state={review} mayReview={mayReview} timeZone={timeZone} />;
  return (
    <Page width="wide">
      <PageHeader
        title={messages.title}
        lead={messages.lead}
        aside={
          mayReview ? (
            <ButtonLink href="/staff/people/invite" tone="primary">
              {messages.invite}
            </ButtonLink>
          ) : undefined
        }
      />
      {isReviewed ? null : notice}
      {people.rows.length === 0 ? (
        <EmptyState
          title={messages.noMore.title}
          action={<ButtonLink href="/staff/people">{messages.noMore.back}</ButtonLink>}
        >
          {messages.noMore.text}
        </EmptyState>
      ) : (
        <PeopleTable rows={people.rows} viewerId={staff.staffId} timeZone={timeZone} />
      )}
      <Pagination
        label={messages.pages}
        first={after === undefined ? undefined : '/staff/people'}
        next={people.next === undefined ? undefined : peopleHref(people.next)}
      />
      {isReviewed ? notice : null}
    </Page>
  );
}
