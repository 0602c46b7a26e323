import type { ReactNode } from 'react';
import type { FollowUp } from '#web/connections/follow-up';
import type { StaffConnection } from '#web/connections/staff-detail';
import { labels } from '#web/messages/labels';
import { staffConnectionMessages } from '#web/messages/staff/connection';
import { staffWithdrawalMessages } from '#web/messages/staff/withdrawal';
import { Card } from '../ui/card';
import { type Description, DescriptionList } from '../ui/description-list';
import { Phrase } from '../ui/sentence';
import { Time } from '../ui/time';
import { CopyableId } from './copyable-id';
import { checkLabel } from './health-text.ts';

const { facts, matching } = staffConnectionMessages;

type FactsProps = {
  connection: StaffConnection;
  withdrawal: FollowUp['withdrawal'];
  reference: string;
  timeZone: string;
};

/** Who this connection belongs to: the customer, as the partner's sign-in knows them. */
export function CustomerFacts({ connection: { customer } }: { connection: StaffConnection }) {
  return (
    <FactsCard id="customer" title={facts.customer}>
      <DescriptionList
        items={[
          {
            term: facts.name,
            value: customer.name === null ? <Absent>{facts.notGiven}</Absent> : <Name text={customer.name} />,
          },
          {
            term: facts.email,
            value: customer.email === '' ? <Absent>{facts.notGiven}</Absent> : <Name text={customer.email} />,
          },
          id(facts.customerId, customer.id),
          ...customer.accounts.flatMap(({ issuer, subject }, at): Description[] => {
            const count = customer.accounts.length > 1 ? ` ${at + 1}` : '';
            return [
              id(facts.subject(count), subject),
              { term: facts.issuer(count), value: <Name text={issuer} /> },
            ];
          }),
        ]}
      />
    </FactsCard>
  );
}

/** What is connected at Wise. */
export function WiseFacts({ connection, timeZone }: Pick<FactsProps, 'connection' | 'timeZone'>) {
  const { registration } = connection;
  return (
    <FactsCard id="wise" title={facts.atWise}>
      <DescriptionList
        items={[
          { term: facts.profile, value: <Name text={connection.profileName} /> },
          { term: facts.type, value: labels.profileType[connection.profileType] },
          ...(connection.match === null
            ? []
            : [{ term: matching.fact, value: matching.verdict(connection.match) }]),
          id(facts.profileNumber, connection.profileId),
          id(facts.wiseUserId, connection.wiseUserId),
          { term: facts.environment, value: labels.environment[connection.environment] },
          id(facts.clientId, connection.clientId),
          ...(registration === null
            ? []
            : [
                {
                  term: facts.account,
                  value: (
                    <>
                      {facts.accountMade[registration.state]}
                      <span className="block text-muted">
                        {facts.accountSince}
                        <Time at={registration.since} timeZone={timeZone} />
                      </span>
                    </>
                  ),
                },
              ]),
        ]}
      />
    </FactsCard>
  );
}

/** The connection itself: its id and when what happened to it. */
export function ConnectionFacts({ connection, withdrawal, reference, timeZone }: FactsProps) {
  const when = (at: Date | null, absent: string) =>
    at === null ? <Absent>{absent}</Absent> : <Time at={at} timeZone={timeZone} />;
  return (
    <FactsCard id="connection" title={facts.connection}>
      <DescriptionList
        items={[
          id(facts.reference, reference),
          id(facts.connectionId, connection.id),
          { term: facts.firstConnected, value: when(connection.createdAt, '') },
          {
            term: facts.lastConsent,
            value: (
              <>
                {when(connection.connectedAt, '')}
                {connection.connectedInApp ? (
                  <span className="block text-muted">{facts.connectedInApp}</span>
                ) : null}
              </>
            ),
          },
          { term: facts.statusSince, value: when(connection.statusChangedAt, '') },
          {
            term: facts.lastCheck,
            value: (
              <>
                {when(connection.lastCheckedAt, facts.notChecked)}
                {connection.lastCheckedAt === null ? null : (
                  <span className="block text-muted">{checkLabel(connection)}</span>
                )}
              </>
            ),
          },
          ...(connection.frozenAt === null
            ? []
            : [{ term: facts.frozenSince, value: when(connection.frozenAt, '') }]),
          ...(withdrawal === null ? [] : [withdrawn(withdrawal)]),
          ...(connection.disconnectedAt === null
            ? []
            : [{ term: facts.disconnected, value: when(connection.disconnectedAt, '') }]),
        ]}
      />
    </FactsCard>
  );
}

function withdrawn({ channel, receivedOn, reference }: NonNullable<FactsProps['withdrawal']>): Description {
  const { fact, how, referenceOf } = staffWithdrawalMessages;
  return {
    term: fact,
    value: (
      <>
        {how(channel, receivedOn)}
        {reference === '' ? null : (
          <span className="block text-muted">
            <Phrase parts={referenceOf(<Name key="reference" text={reference} />)} />
          </span>
        )}
      </>
    ),
  };
}

function FactsCard({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <Card aria-labelledby={`facts-${id}`}>
      <h2 id={`facts-${id}`} className="mb-4 font-semibold text-lg">
        {title}
      </h2>
      {children}
    </Card>
  );
}

function id(term: string, value: string): Description {
  return { term, value: <CopyableId value={value} label={term} /> };
}

function Name({ text }: { text: string }) {
  return <bdi className="wrap-anywhere">{text}</bdi>;
}

function Absent({ children }: { children: ReactNode }) {
  return <span className="text-muted">{children}</span>;
}
