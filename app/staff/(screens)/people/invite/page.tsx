import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { InviteForm } from '#components/staff/people/invite-form';
import { PeopleFlash } from '#components/staff/people/people-flash';
import { errorTitle } from '#components/ui/error-title.ts';
import { Page } from '#components/ui/page';
import { PageHeader } from '#components/ui/page-header';
import { ALLOWED_ROLES } from '#lib/contract/people';
import { csrfToken } from '#web/http/csrf';
import { currentFlash } from '#web/http/current-flash';
import { withUnavailablePage } from '#web/http/with-unavailable-page';
import { staffPeopleMessages } from '#web/messages/staff/people';
import { requireStaff } from '#web/staff/current';
import { draftsOf, INVITE_FORM } from '#web/staff/form-draft';

const { invitation: messages, person } = staffPeopleMessages;
const PATH = '/staff/people/invite';

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const isBad = (await searchParams).problem === 'email';
  return { title: errorTitle(messages.title, isBad ? messages.badAddress : undefined) };
}

/** Lets a colleague in, for admins. */
export default async function InvitePage({ searchParams }: Props) {
  const staff = await withUnavailablePage(PATH, () => requireStaff(ALLOWED_ROLES.manageStaff, PATH));
  const { problem } = await searchParams;
  return (
    <Page>
      <PageHeader
        back={{ href: '/staff/people', label: person.back }}
        title={messages.title}
        lead={messages.lead}
      />
      <PeopleFlash word={await currentFlash()} />
      <InviteForm
        csrf={csrfToken(staff.sessionId)}
        typed={draftsOf(await headers(), staff)(INVITE_FORM)}
        problem={typeof problem === 'string' ? problem : undefined}
      />
    </Page>
  );
}
