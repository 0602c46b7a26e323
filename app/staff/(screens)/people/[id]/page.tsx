import type { Metadata } from 'next';
import { PeopleFlash } from '#components/staff/people/people-flash';
import { PersonActions } from '#components/staff/people/person-actions';
import { PersonFacts, PersonSessions } from '#components/staff/people/person-facts';
import { titleText } from '#components/staff/title-text.ts';
import { Bidi } from '#components/ui/bidi';
import { Page } from '#components/ui/page';
import { PageHeader } from '#components/ui/page-header';
import { isAllowed } from '#lib/contract/people';
import { idInAddress } from '#lib/text/uuid';
import { webDb } from '#web/db/web-db';
import { webEnv } from '#web/env/web-env';
import { csrfToken } from '#web/http/csrf';
import { currentFlash } from '#web/http/current-flash';
import { withUnavailablePage } from '#web/http/with-unavailable-page';
import { staffPeopleMessages } from '#web/messages/staff/people';
import { listSessionsOfColleague } from '#web/staff/read-person';
import { loadPerson } from './load-person';

type Props = {
  params: Promise<{ id: string }>;
};

export async function generateMetadata({ params }: Pick<Props, 'params'>): Promise<Metadata> {
  const { person } = await loadPerson(idInAddress((await params).id));
  return { title: titleText(person.name ?? person.email) };
}

/** One colleague, for every staff role; where they are signed in, for admins. */
export default async function StaffPersonPage({ params }: Props) {
  const id = idInAddress((await params).id);
  const { staff, person } = await loadPerson(id);
  const sessions = await withUnavailablePage(`/staff/people/${id}`, () =>
    listSessionsOfColleague(webDb(), staff, person.id),
  );
  const mayManage = isAllowed(staff.role, 'manageStaff');
  const { TIME_ZONE: timeZone } = webEnv();
  return (
    <Page width="wide">
      <PageHeader
        back={{ href: '/staff/people', label: staffPeopleMessages.person.back }}
        title={<Bidi text={person.name ?? person.email} />}
      />
      <PeopleFlash word={await currentFlash()} />
      <div className="grid gap-8 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="min-w-0 space-y-6">
          <PersonFacts person={person} timeZone={timeZone} />
          {mayManage ? <PersonSessions sessions={sessions} timeZone={timeZone} /> : null}
        </div>
        <PersonActions
          person={person}
          csrf={csrfToken(staff.sessionId)}
          mayManage={mayManage}
          isOwn={person.id === staff.staffId}
        />
      </div>
    </Page>
  );
}
