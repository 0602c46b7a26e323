import type { SecondAct } from '#lib/contract/second-approvals';
import type { WaitingApproval } from '#web/incidents/second-approvals';
import { staffBulkMessages } from '#web/messages/staff/bulk';
import { guidedIncidentMessages } from '#web/messages/staff/guided-incidents';
import { Tag } from '../../ui/badge';
import { Bidi } from '../../ui/bidi';
import { ButtonLink } from '../../ui/button';
import { Card } from '../../ui/card';
import { Phrase } from '../../ui/sentence';
import { Time } from '../../ui/time';
import { scopeName } from './scope-name.ts';

const { waiting: messages, list } = guidedIncidentMessages;

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
          <li key={request.id}>
            <Card className="flex flex-wrap items-center justify-between gap-4">
              <div className="min-w-0">
                <p className="flex flex-wrap items-center gap-x-2 font-semibold wrap-anywhere">
                  {titleOf(request.act)}
                  {request.act.act === 'incident.place' && request.act.drill === 'yes' ? (
                    <Tag>{list.drill}</Tag>
                  ) : null}
                </p>
                <p className="text-muted text-sm leading-6">
                  <Bidi text={messages.asked(request.firstName)} />
                  {' · '}
                  {request.isForViewer ? messages.forYou : messages.forOthers}
                </p>
                <p className="text-muted text-sm leading-6">
                  <Phrase
                    parts={[
                      `${messages.expires} `,
                      <Time key="at" at={request.expiresAt} timeZone={timeZone} />,
                    ]}
                  />
                </p>
              </div>
              <ButtonLink href={request.href}>
                {messages.look}
                <span className="sr-only">: {titleOf(request.act)}</span>
              </ButtonLink>
            </Card>
          </li>
        ))}
      </ul>
    </section>
  );
}
