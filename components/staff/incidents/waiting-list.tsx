import type { ReactNode } from 'react';
import type { SecondAct } from '#lib/contract/second-approvals';
import type { WaitingApproval } from '#web/incidents/second-approvals';
import { staffBulkMessages } from '#web/messages/staff/bulk';
import { guidedIncidentMessages } from '#web/messages/staff/guided-incidents';
import { secondApprovalMessages } from '#web/messages/staff/second-approvals';
import { Tag } from '../../ui/badge';
import { Bidi } from '../../ui/bidi';
import { ButtonLink } from '../../ui/button';
import { Card } from '../../ui/card';
import { Phrase } from '../../ui/sentence';
import { Time } from '../../ui/time';
import { scopeName } from './scope-name.ts';

const { waiting: messages, list } = guidedIncidentMessages;
const { decided } = secondApprovalMessages;

type WaitingListProps = {
  waiting: readonly WaitingApproval[];
  timeZone: string;
};

function titleOf(act: SecondAct): string {
  return act.act === 'bulk.start'
    ? staffBulkMessages.titles[act.kind](act.count)
    : messages.acts[act.act](scopeName(act.on));
}

/** Acts that wait for a second person: what asks for somebody now stands first on a page. */
export function WaitingList({ waiting, timeZone }: WaitingListProps) {
  return (
    <RequestSection id="waiting" title={messages.title} link={messages.look} requests={waiting}>
      {(request) => (
        <>
          <p className="text-muted text-sm leading-6">
            <Bidi text={messages.asked(request.firstName)} />
            {' · '}
            {request.isForViewer ? messages.forYou : messages.forOthers}
          </p>
          <p className="text-muted text-sm leading-6">
            <Phrase
              parts={[`${messages.expires} `, <Time key="at" at={request.expiresAt} timeZone={timeZone} />]}
            />
          </p>
        </>
      )}
    </RequestSection>
  );
}

/** What whoever looks asked for, and nobody approved. */
export function TurnedDownList({ turnedDown }: { turnedDown: readonly WaitingApproval[] }) {
  return (
    <RequestSection id="turned-down" title={messages.turnedDown} link={messages.seeWhy} requests={turnedDown}>
      {(request) => (
        <p className="text-muted text-sm leading-6">
          <Bidi text={becameOf(request)} />
        </p>
      )}
    </RequestSection>
  );
}

type RequestSectionProps = {
  id: string;
  title: string;
  link: string;
  requests: readonly WaitingApproval[];
  children: (request: WaitingApproval) => ReactNode;
};

/** Nothing where there is none. */
function RequestSection({ id, title, link, requests, children }: RequestSectionProps) {
  if (requests.length === 0) return null;
  return (
    <section aria-labelledby={id} className="mb-10">
      <h2 id={id} className="mb-4 font-semibold text-xl">
        {title}
      </h2>
      <ul className="space-y-4">
        {requests.map((request) => (
          <RequestCard key={request.id} request={request} link={link}>
            {children(request)}
          </RequestCard>
        ))}
      </ul>
    </section>
  );
}

function becameOf({ state, secondName, firstName }: WaitingApproval): string {
  return state === 'waiting' ? messages.forOthers : decided[state].lead(secondName ?? firstName);
}

function RequestCard(props: { request: WaitingApproval; link: string; children: ReactNode }) {
  const { request, link, children } = props;
  const { act, href } = request;
  return (
    <li>
      <Card className="flex flex-wrap items-center justify-between gap-4">
        <div className="min-w-0">
          <p className="flex flex-wrap items-center gap-x-2 font-semibold wrap-anywhere">
            {titleOf(act)}
            {act.act === 'incident.place' && act.drill === 'yes' ? <Tag>{list.drill}</Tag> : null}
          </p>
          {children}
        </div>
        <ButtonLink href={href}>
          {link}
          <span className="sr-only">: {titleOf(act)}</span>
        </ButtonLink>
      </Card>
    </li>
  );
}
