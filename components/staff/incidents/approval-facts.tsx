import type { IncidentTwoPersonAct } from '#lib/contract/incidents';
import type { WaitingApproval } from '#web/incidents/second-approvals';
import { guidedIncidentMessages } from '#web/messages/staff/guided-incidents';
import { secondApprovalMessages } from '#web/messages/staff/second-approvals';
import { Bidi } from '../../ui/bidi';
import { DescriptionList } from '../../ui/description-list';
import { Time } from '../../ui/time';
import { scopeItems } from './scope-items';
import { scopeName } from './scope-name.ts';

const { place, waiting } = guidedIncidentMessages;
const { facts: messages } = secondApprovalMessages;

/** Everything that the second person approves, as it is stored. */
export function ApprovalFacts({
  request,
  timeZone,
}: {
  request: WaitingApproval<IncidentTwoPersonAct>;
  timeZone: string;
}) {
  const { act } = request;
  const time = (at: Date) => <Time at={at} timeZone={timeZone} />;
  return (
    <DescriptionList
      items={[
        { term: messages.what, value: waiting.acts[act.act](scopeName(act.on)) },
        ...scopeItems(act, timeZone),
        { term: messages.drill, value: place.drillOptions[act.drill] },
        { term: messages.reason, value: <Bidi text={act.reason} className="whitespace-pre-wrap" /> },
        { term: messages.asked, value: <Bidi text={request.firstName} /> },
        { term: messages.at, value: time(request.createdAt) },
        { term: messages.expires, value: time(request.expiresAt) },
      ]}
    />
  );
}
