import { Bidi } from '#components/ui/bidi';
import { Card } from '#components/ui/card';
import { type Description, DescriptionList } from '#components/ui/description-list';
import { Time } from '#components/ui/time';
import type { CustomerConnection } from '#web/connections/customer-views';

/** Everything we know of a connection that its owner may want to read to somebody. */
export function ConnectionFacts({
  connection,
  reference,
  timeZone,
}: {
  connection: CustomerConnection;
  /** Short enough to be read aloud; the id is not. */
  reference: string;
  timeZone: string;
}) {
  const { createdAt, connectedAt, lastCheckedAt, disconnectedAt } = connection;
  const time = (at: Date) => <Time at={at} timeZone={timeZone} />;
  const items: Description[] = [
    { term: 'Wise profile', value: <Bidi text={connection.profileName} /> },
    { term: 'Type', value: connection.profileType === 'business' ? 'Business' : 'Personal' },
    { term: 'Profile number', value: connection.profileId },
    ...(connection.environment === 'production'
      ? []
      : [{ term: 'Environment', value: 'Sandbox (for tests, not real)' }]),
    { term: 'First connected', value: time(createdAt) },
    ...(connectedAt.getTime() === createdAt.getTime()
      ? []
      : [{ term: 'Last reconnected', value: time(connectedAt) }]),
    ...(disconnectedAt === null
      ? [{ term: 'Last check', value: lastCheckedAt === null ? 'Not yet' : time(lastCheckedAt) }]
      : [{ term: 'Disconnected', value: time(disconnectedAt) }]),
    { term: 'Reference', value: <span className="select-all">{reference}</span> },
    { term: 'Connection id', value: connection.id },
  ];
  return (
    <Card aria-labelledby="facts" className="mt-4">
      <h2 id="facts" className="mb-4 font-semibold">
        Details
      </h2>
      <DescriptionList items={items} />
    </Card>
  );
}
