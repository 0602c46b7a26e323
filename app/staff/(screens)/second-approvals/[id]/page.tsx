import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { ApprovalFacts } from '#components/staff/incidents/approval-facts';
import { ApprovalForms } from '#components/staff/incidents/approval-forms';
import { ApprovalFlash, GuidedFlash } from '#components/staff/incidents/guided-flash';
import { Card } from '#components/ui/card';
import { Page } from '#components/ui/page';
import { PageHeader } from '#components/ui/page-header';
import type { IncidentTwoPersonAct } from '#lib/contract/incidents';
import { isAllowed } from '#lib/contract/people';
import { STEP_UP_RIGHTS } from '#lib/contract/step-up';
import { idInAddress } from '#lib/text/uuid';
import { webDb } from '#web/db/web-db';
import { webEnv } from '#web/env/web-env';
import { csrfToken } from '#web/http/csrf';
import { withUnavailablePage } from '#web/http/with-unavailable-page';
import { readApproval, type WaitingApproval } from '#web/incidents/second-approvals';
import { guidedIncidentMessages } from '#web/messages/staff/guided-incidents';
import { requireStaff } from '#web/staff/current';

const { approval: messages, place } = guidedIncidentMessages;

export const metadata: Metadata = { title: messages.title };

type Props = {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** An act that waits for a second person: every part of it, and the forms that decide. */
export default async function SecondApprovalPage({ params, searchParams }: Props) {
  const { id } = await params;
  const path = `/staff/second-approvals/${idInAddress(id)}`;
  const { staff, request } = await withUnavailablePage(path, async () => {
    const person = await requireStaff(undefined, path);
    return { staff: person, request: await readApproval(webDb(), person, id) };
  });
  if (request === undefined) redirect('/staff/not-found');
  if (!isOfIncident(request)) redirect(request.href);
  const { flash } = await searchParams;
  return (
    <Page>
      <PageHeader back={{ href: '/staff/incidents', label: place.back }} {...headOf(request)} />
      {flash === 'unanswered' ? <GuidedFlash word={flash} /> : <ApprovalFlash word={flash} />}
      <Card className="mb-6">
        <ApprovalFacts request={request} timeZone={webEnv().TIME_ZONE} />
      </Card>
      <ApprovalForms
        request={request}
        isOwn={request.firstStaffId === staff.staffId}
        mayApprove={isAllowed(staff.role, STEP_UP_RIGHTS[request.act.act])}
        csrf={csrfToken(staff.sessionId)}
      />
    </Page>
  );
}

/** What this is for whoever looks: to approve, to wait for, or what became of it. */
function headOf({ state, isForViewer, firstName, secondName }: WaitingApproval): {
  title: string;
  lead: string;
} {
  if (state === 'waiting') return isForViewer ? messages : messages.waits;
  const { title, lead } = messages.decided[state];
  return { title, lead: lead(secondName ?? firstName) };
}

/** What else waits has a page of its own. */
function isOfIncident(request: WaitingApproval): request is WaitingApproval<IncidentTwoPersonAct> {
  return request.act.act === 'incident.place';
}
