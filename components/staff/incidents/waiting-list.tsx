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
  if (waiting.length === 0) return null;
  return (
    <section aria-labelledby="waiting" className="mb-10">
      <h2 id="waiting" className="mb-4 font-semibold text-xl">
        {messages.title}
      </h2>
      <ul className="space-y-4">
        {waiting.map((request) => (
          <RequestCard key={request.id} request={request} link={messages.look}>
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
          </RequestCard>
        ))}
      </ul>
    </section>
  );
}

/** What whoever looks asked for, and nobody approved. */
export function TurnedDownList({ turnedDown }: { turnedDown: readonly WaitingApproval[] }) {
  if (turnedDown.length === 0) return null;
  return (
    <section aria-labelledby="turned-down" className="mb-10">
      <h2 id="turned-down" className="mb-4 font-semibold text-xl">
        {messages.turnedDown}
      </h2>
      <ul className="space-y-4">
        {turnedDown.map((request) => (
          <RequestCard key={request.id} request={request} link={messages.seeWhy}>
            <p className="text-muted text-sm leading-6">
              <Bidi text={becameOf(request)} />
            </p>
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
