import type { Metadata } from 'next';
import { PeopleFlash } from '#components/staff/people/people-flash';
import { ReviewProgress } from '#components/staff/people/review-progress';
import { ReviewTable } from '#components/staff/people/review-table';
import { Page } from '#components/ui/page';
import { PageHeader } from '#components/ui/page-header';
import { Pagination } from '#components/ui/pagination';
import { ALLOWED_ROLES } from '#lib/contract/people';
import { webDb } from '#web/db/web-db';
import { webEnv } from '#web/env/web-env';
import { csrfToken } from '#web/http/csrf';
import { currentFlash } from '#web/http/current-flash';
import { withUnavailablePage } from '#web/http/with-unavailable-page';
import { staffPeopleMessages } from '#web/messages/staff/people';
import { requireStaff } from '#web/staff/current';
import { parseAfter, peopleHref } from '#web/staff/list-people';
import { listReview, readReviewState } from '#web/staff/read-review';

const { reviewPage: messages, person, pages } = staffPeopleMessages;
const PATH = '/staff/people/review';

export const metadata: Metadata = { title: messages.title };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** Who has access, one by one, for admins. */
export default async function AccessReviewPage({ searchParams }: Props) {
  const query = await searchParams;
  const after = parseAfter(query.after);
  const { TIME_ZONE: timeZone, ACCESS_REVIEW_DAYS: days } = webEnv();
  const { staff, state, people } = await withUnavailablePage(PATH, async () => {
    const viewer = await requireStaff(ALLOWED_ROLES.manageStaff, PATH);
    const found = await readReviewState(webDb(), days);
    const rows = await listReview(webDb(), viewer, { reviewId: found.open?.id, after });
    return { staff: viewer, state: found, people: rows };
  });
  const csrf = csrfToken(staff.sessionId);
  return (
    <Page width="wide">
      <PageHeader
        back={{ href: '/staff/people', label: person.back }}
        title={messages.title}
        lead={messages.lead}
      />
      <PeopleFlash word={await currentFlash()} />
      <ReviewProgress state={state} csrf={csrf} timeZone={timeZone} />
      <ReviewTable rows={people.rows} reviewId={state.open?.id} csrf={csrf} timeZone={timeZone} />
      <Pagination
        label={pages}
        first={after === undefined ? undefined : PATH}
        next={people.next === undefined ? undefined : peopleHref(people.next, PATH)}
      />
    </Page>
  );
}
