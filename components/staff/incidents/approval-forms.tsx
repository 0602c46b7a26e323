import type { IncidentTwoPersonAct } from '#lib/contract/incidents';
import type { WaitingApproval } from '#web/incidents/second-approvals';
import { secondApprovalMessages } from '#web/messages/staff/second-approvals';
import { Button, ButtonLink } from '../../ui/button';
import { StepUpForm } from '../step-up-form';

const messages = secondApprovalMessages;

type ApprovalFormsProps = {
  request: WaitingApproval<IncidentTwoPersonAct>;
  /** What it placed. */
  incidentId: string | undefined;
  isOwn: boolean;
  mayApprove: boolean;
  csrf: string;
};

/** Approve and refuse, for a second person; withdraw, for the first; where to go on once it is decided. */
export function ApprovalForms({ request, incidentId, isOwn, mayApprove, csrf }: ApprovalFormsProps) {
  const { id, act, state } = request;
  if (state === 'approved') return <ToIncident id={incidentId} />;
  if (state !== 'waiting') return mayApprove ? <AskAgain act={act} /> : null;
  if (!isOwn && !mayApprove) return <p className="text-muted">{messages.noRights}</p>;
  const path = `/staff/second-approvals/${id}`;
  return (
    <div className="flex flex-wrap items-start gap-4" data-screen-only>
      {isOwn ? (
        <p className="w-full text-muted">{messages.own}</p>
      ) : (
        <StepUpForm action={`${path}/approve`} csrf={csrf} act={act}>
          <Button tone="danger" busy={messages.approving}>
            {messages.approve}
          </Button>
        </StepUpForm>
      )}
      <form method="post" action={`${path}/refuse`}>
        <input type="hidden" name="csrf" value={csrf} />
        <Button tone="quiet" busy={messages.refusing}>
          {isOwn ? messages.withdraw : messages.refuse}
        </Button>
      </form>
    </div>
  );
}

/** It placed none where one on the same was open already: that one is in the list. */
function ToIncident({ id }: { id: string | undefined }) {
  if (id === undefined) return <ButtonLink href="/staff/incidents">{messages.incidents}</ButtonLink>;
  return <ButtonLink href={`/staff/incidents/${id}`}>{messages.incident}</ButtonLink>;
}

/** The same scope, counted anew: what it covers may have changed. */
function AskAgain({ act: { on, since, endSessions, revokeKeys } }: { act: IncidentTwoPersonAct }) {
  const scope = new URLSearchParams({ on, since, endSessions, revokeKeys });
  return <ButtonLink href={`/staff/incidents/new?${scope}`}>{messages.askAgain}</ButtonLink>;
}
