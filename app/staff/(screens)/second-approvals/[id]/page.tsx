import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { ApprovalFacts } from '#components/staff/incidents/approval-facts';
import { ApprovalForms } from '#components/staff/incidents/approval-forms';
import { Covered } from '#components/staff/incidents/counted-scope';
import { ApprovalFlash, GuidedFlash } from '#components/staff/incidents/guided-flash';
import { Card } from '#components/ui/card';
import { Page } from '#components/ui/page';
import { PageHeader } from '#components/ui/page-header';
import type { IncidentTwoPersonAct } from '#lib/contract/incidents';
import { isAllowed, type StaffRole } from '#lib/contract/people';
import { STEP_UP_RIGHTS } from '#lib/contract/step-up';
import { idInAddress } from '#lib/text/uuid';
import { webDb } from '#web/db/web-db';
import { webEnv } from '#web/env/web-env';
import { csrfToken } from '#web/http/csrf';
import { currentFlash } from '#web/http/current-flash';
import { withUnavailablePage } from '#web/http/with-unavailable-page';
import { countIncident } from '#web/incidents/count-incident';
import { findIncidentOf } from '#web/incidents/incidents';
import { readApproval, type WaitingApproval } from '#web/incidents/second-approvals';
import { guidedIncidentMessages } from '#web/messages/staff/guided-incidents';
import { secondApprovalMessages } from '#web/messages/staff/second-approvals';
import { requireStaff } from '#web/staff/current';

const messages = secondApprovalMessages;
const { place } = guidedIncidentMessages;

export const metadata: Metadata = { title: messages.title };

type Props = { params: Promise<{ id: string }> };

/** An act that waits for a second person: every part of it, and the forms that decide. */
export default async function SecondApprovalPage({ params }: Props) {
  const { id } = await params;
  const path = `/staff/second-approvals/${idInAddress(id)}`;
  const { staff, request, counts, incidentId } = await withUnavailablePage(path, async () => {
    const person = await requireStaff(undefined, path);
    const found = await readApproval(webDb(), person, id);
    return {
      ...{ staff: person, request: found, counts: await countOf(found, person.role) },
      incidentId: found?.state === 'approved' ? await findIncidentOf(webDb(), person, found.id) : undefined,
    };
  });
  if (request === undefined) redirect('/staff/not-found');
  if (!isOfIncident(request)) redirect(request.href);
  const flash = await currentFlash();
  return (
    <Page>
      <PageHeader back={{ href: '/staff/incidents', label: place.back }} {...headOf(request)} />
      {flash === 'unanswered' ? <GuidedFlash word={flash} /> : <ApprovalFlash word={flash} />}
      <Card className="mb-6">
        <ApprovalFacts request={request} timeZone={webEnv().TIME_ZONE} />
      </Card>
      {counts === undefined ? null : <Covered counts={counts} />}
      <ApprovalForms
        request={request}
        incidentId={incidentId}
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

/** What whoever may decide about it would decide, counted now as it was for whoever asked. */
async function countOf(request: WaitingApproval | undefined, role: StaffRole) {
  if (request === undefined || request.state !== 'waiting' || !isOfIncident(request)) return undefined;
  if (!isAllowed(role, STEP_UP_RIGHTS[request.act.act])) return undefined;
  const { on, since, endSessions, revokeKeys } = request.act;
  return await countIncident({ on, since, endSessions, revokeKeys });
}

/** What else waits has a page of its own. */
function isOfIncident(request: WaitingApproval): request is WaitingApproval<IncidentTwoPersonAct> {
  return request.act.act === 'incident.place';
}
