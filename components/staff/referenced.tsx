import type { ReactNode } from 'react';
import type {
  Referenced,
  StaffAttempt,
  StaffReferenced,
  StaffRefusal,
} from '#web/attempts/find-by-reference';
import { Card } from '../ui/card';
import { type Description, DescriptionList } from '../ui/description-list';
import { Notice } from '../ui/notice';
import { Time } from '../ui/time';
import { ATTEMPT_WORDS, refusalWords } from './attempt-words.ts';
import { CopyableId } from './copyable-id';
import { ENVIRONMENT_LABELS } from './words.ts';

type ReferencedListProps = { reference: string; found: readonly Referenced[]; timeZone: string };

/** What a customer's reference names, above the list that was searched for it. */
export function ReferencedList({ reference, found, timeZone }: ReferencedListProps) {
  return (
    <section aria-labelledby="referenced" className="mb-8">
      <h2 id="referenced" className="mb-3 font-semibold text-lg">
        Reference <span className="tabular-nums">{reference}</span>
      </h2>
      {found.length === 0 ? (
        <Notice tone="info" title="Nothing has this reference">
          <p className="max-w-prose">
            Attempts are kept for 30 days. When somebody who was not signed in came back from Wise with a link
            of nobody’s, only web’s log has the reference.
          </p>
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
      title="An attempt to connect"
      text={ATTEMPT_WORDS[state]}
      items={[
        ...(refusal === null || refusal === state ? [] : [{ term: 'Why', value: refusalWords(refusal) }]),
        { term: 'Customer', value: <Person person={attempt} /> },
        { term: 'Environment', value: ENVIRONMENT_LABELS[attempt.environment] },
        { term: 'Began', value: <Time at={attempt.startedAt} timeZone={timeZone} /> },
        {
          term: 'Back from Wise',
          value: cameBackAt === null ? 'No' : <Time at={cameBackAt} timeZone={timeZone} />,
        },
        ...(connectionId === null ? [] : [{ term: 'Connection', value: <Open id={connectionId} /> }]),
        { term: 'Attempt id', value: <CopyableId value={attempt.id} label="attempt id" /> },
      ]}
    />
  );
}

function Refusal({ refusal, timeZone }: { refusal: StaffRefusal; timeZone: string }) {
  const { customerId, customerName, customerEmail, attemptReference, environment } = refusal;
  const person =
    customerId === null || customerEmail === null ? (
      'Nobody'
    ) : (
      <Person person={{ customerId, customerName, customerEmail }} />
    );
  return (
    <Facts
      title="A way back from Wise that was refused"
      text={refusalWords(refusal.reason)}
      items={[
        { term: 'Signed in', value: person },
        ...(environment === null ? [] : [{ term: 'Environment', value: ENVIRONMENT_LABELS[environment] }]),
        { term: 'When', value: <Time at={refusal.at} timeZone={timeZone} /> },
        ...(attemptReference === null
          ? []
          : [
              {
                term: 'Attempt',
                value: (
                  <a href={`/staff?q=${attemptReference}`} className="link">
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
      title="A connection"
      items={[
        { term: 'Customer', value: <Person person={connection} /> },
        { term: 'Wise profile', value: <bdi className="wrap-anywhere">{connection.profileName}</bdi> },
        { term: 'Environment', value: ENVIRONMENT_LABELS[connection.environment] },
        { term: 'Connection', value: <Open id={connection.id} /> },
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
      <a href={`/staff?q=${customerId}`} className="link">
        Their connections
      </a>
    </>
  );
}

function Open({ id }: { id: string }) {
  return (
    <a href={`/staff/connections/${id}`} className="link">
      Open
    </a>
  );
}
