import type { ReactNode } from 'react';
import type { StaffConnection } from '#web/connections/staff-detail';
import { Card } from '../ui/card';
import { type Description, DescriptionList } from '../ui/description-list';
import { Time } from '../ui/time';
import { CopyableId } from './copyable-id';
import { checkLabel, ENVIRONMENT_LABELS, PROFILE_TYPE_LABELS } from './words.ts';

type FactsProps = { connection: StaffConnection; reference: string; timeZone: string };

/** Who this connection belongs to: the customer, as the partner's sign-in knows them. */
export function CustomerFacts({ connection: { customer } }: { connection: StaffConnection }) {
  return (
    <FactsCard id="customer" title="Customer">
      <DescriptionList
        items={[
          {
            term: 'Name',
            value: customer.name === null ? <Absent>Not given</Absent> : <Name text={customer.name} />,
          },
          { term: 'E-mail', value: <Name text={customer.email} /> },
          { term: 'Customer id', value: <CopyableId value={customer.id} label="customer id" /> },
          ...customer.accounts.flatMap(({ issuer, subject }, at): Description[] => {
            const count = customer.accounts.length > 1 ? ` ${at + 1}` : '';
            return [
              { term: `Subject${count}`, value: <CopyableId value={subject} label={`subject${count}`} /> },
              { term: `Issuer${count}`, value: <Name text={issuer} /> },
            ];
          }),
        ]}
      />
    </FactsCard>
  );
}

/** What is connected at Wise. */
export function WiseFacts({ connection }: { connection: StaffConnection }) {
  return (
    <FactsCard id="wise" title="At Wise">
      <DescriptionList
        items={[
          { term: 'Profile', value: <Name text={connection.profileName} /> },
          { term: 'Type', value: PROFILE_TYPE_LABELS[connection.profileType] },
          {
            term: 'Profile number',
            value: <CopyableId value={connection.profileId} label="profile number" />,
          },
          { term: 'Wise user id', value: <CopyableId value={connection.wiseUserId} label="Wise user id" /> },
          { term: 'Environment', value: ENVIRONMENT_LABELS[connection.environment] },
          { term: 'Client id', value: <CopyableId value={connection.clientId} label="client id" /> },
        ]}
      />
    </FactsCard>
  );
}

/** The connection itself: its id and when what happened to it. */
export function ConnectionFacts({ connection, reference, timeZone }: FactsProps) {
  const when = (at: Date | null, absent: string) =>
    at === null ? <Absent>{absent}</Absent> : <Time at={at} timeZone={timeZone} />;
  return (
    <FactsCard id="connection" title="Connection">
      <DescriptionList
        items={[
          { term: 'Reference', value: <CopyableId value={reference} label="reference" /> },
          { term: 'Connection id', value: <CopyableId value={connection.id} label="connection id" /> },
          { term: 'First connected', value: when(connection.createdAt, '') },
          { term: 'Last consent at Wise', value: when(connection.connectedAt, '') },
          { term: 'Status since', value: when(connection.statusChangedAt, '') },
          {
            term: 'Last check',
            value: (
              <>
                {when(connection.lastCheckedAt, 'Not yet')}
                {connection.lastCheckedAt === null ? null : (
                  <span className="block text-muted">{checkLabel(connection)}</span>
                )}
              </>
            ),
          },
          ...(connection.frozenAt === null
            ? []
            : [{ term: 'Frozen since', value: when(connection.frozenAt, '') }]),
          ...(connection.disconnectedAt === null
            ? []
            : [{ term: 'Disconnected', value: when(connection.disconnectedAt, '') }]),
        ]}
      />
    </FactsCard>
  );
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

function Name({ text }: { text: string }) {
  return <bdi className="wrap-anywhere">{text}</bdi>;
}

function Absent({ children }: { children: ReactNode }) {
  return <span className="text-muted">{children}</span>;
}
