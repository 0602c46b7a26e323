import type { ReactNode } from 'react';
import type { Referenced, StaffReferenced, StaffRefusal } from '#web/attempts/find-by-reference';
import type { StaffAttempt } from '#web/attempts/staff-attempts';
import { labels } from '#web/messages/labels';
import { referenceMessages as messages } from '#web/messages/staff/references';
import { Card } from '../ui/card';
import { type Description, DescriptionList } from '../ui/description-list';
import { Notice } from '../ui/notice';
import { Phrase } from '../ui/sentence';
import { Time } from '../ui/time';
import { CopyableId } from './copyable-id';
import { refusalText } from './refusal-text.ts';

const { facts, titles } = messages;

type ReferencedListProps = { reference: string; found: readonly Referenced[]; timeZone: string };

/** What a customer's reference names, above the list that was searched for it. */
export function ReferencedList({ reference, found, timeZone }: ReferencedListProps) {
  return (
    <section aria-labelledby="referenced" className="mb-8">
      <h2 id="referenced" className="mb-3 font-semibold text-lg">
        <Phrase parts={messages.heading(<span className="tabular-nums">{reference}</span>)} />
      </h2>
      {found.length === 0 ? (
        <Notice tone="info" title={messages.none.title}>
          <p className="max-w-prose">{messages.none.text}</p>
        </Notice>
      ) : (
        <div className="space-y-3">
          {found.map((each) => (
            <One key={`${each.kind} ${each.id}`} one={each} timeZone={timeZone} />
          ))}
        </div>
      )}
    </section>
  );
}

function One({ one, timeZone }: { one: Referenced; timeZone: string }) {
  switch (one.kind) {
    case 'attempt':
      return <Attempt attempt={one} timeZone={timeZone} />;
    case 'refusal':
      return <Refusal refusal={one} timeZone={timeZone} />;
    case 'connection':
      return <Connection connection={one} />;
  }
}

function Attempt({ attempt, timeZone }: { attempt: StaffAttempt; timeZone: string }) {
  const { state, refusal, cameBackAt, connectionId } = attempt;
  return (
    <Facts
      title={titles.attempt}
      text={messages.attempts[state]}
      items={[
        ...(refusal === null || refusal === state ? [] : [{ term: facts.why, value: refusalText(refusal) }]),
        { term: facts.customer, value: <Person person={attempt} /> },
        { term: facts.environment, value: labels.environment[attempt.environment] },
        { term: facts.started, value: <Time at={attempt.startedAt} timeZone={timeZone} /> },
        {
          term: facts.cameBack,
          value: cameBackAt === null ? facts.notBack : <Time at={cameBackAt} timeZone={timeZone} />,
        },
        ...(connectionId === null ? [] : [{ term: facts.connection, value: <Open id={connectionId} /> }]),
        { term: facts.attemptId, value: <CopyableId value={attempt.id} label={facts.attemptId} /> },
      ]}
    />
  );
}

function Refusal({ refusal, timeZone }: { refusal: StaffRefusal; timeZone: string }) {
  const { customerId, customerName, customerEmail, attemptReference, environment } = refusal;
  const person =
    customerId === null || customerEmail === null ? (
      facts.nobody
    ) : (
      <Person person={{ customerId, customerName, customerEmail }} />
    );
  return (
    <Facts
      title={titles.refusal}
      text={refusalText(refusal.reason)}
      items={[
        { term: facts.signedIn, value: person },
        ...(environment === null
          ? []
          : [{ term: facts.environment, value: labels.environment[environment] }]),
        { term: facts.when, value: <Time at={refusal.at} timeZone={timeZone} /> },
        ...(attemptReference === null
          ? []
          : [
              {
                term: facts.attempt,
                value: (
                  <a href={`/staff/connections?q=${attemptReference}`} className="link">
                    {attemptReference}
                  </a>
                ),
              },
            ]),
      ]}
    />
  );
}

function Connection({ connection }: { connection: StaffReferenced }) {
  return (
    <Facts
      title={titles.connection}
      items={[
        { term: facts.customer, value: <Person person={connection} /> },
        { term: facts.profile, value: <bdi className="wrap-anywhere">{connection.profileName}</bdi> },
        { term: facts.environment, value: labels.environment[connection.environment] },
        { term: facts.connection, value: <Open id={connection.id} /> },
      ]}
    />
  );
}

function Facts({
  title,
  text,
  items,
}: {
  title: string;
  text?: string;
  items: readonly Description[];
}): ReactNode {
  return (
    <Card aria-label={title}>
      <h3 className="font-semibold">{title}</h3>
      {text === undefined ? null : <p className="mt-1 max-w-prose">{text}</p>}
      <div className="mt-4">
        <DescriptionList items={items} />
      </div>
    </Card>
  );
}

function Person({
  person,
}: {
  person: { customerId: string; customerName: string | null; customerEmail: string };
}) {
  const { customerId, customerName, customerEmail } = person;
  return (
    <>
      <bdi className="block wrap-anywhere">{customerName ?? customerEmail}</bdi>
      {customerName === null ? null : <bdi className="block text-muted wrap-anywhere">{customerEmail}</bdi>}
      <a href={`/staff/customers/${customerId}`} className="link">
        {messages.theirPage}
      </a>
    </>
  );
}

function Open({ id }: { id: string }) {
  return (
    <a href={`/staff/connections/${id}`} className="link">
      {messages.open}
    </a>
  );
}
