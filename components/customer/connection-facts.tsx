import { Bidi } from '#components/ui/bidi';
import { Card } from '#components/ui/card';
import { type Description, DescriptionList } from '#components/ui/description-list';
import { Time } from '#components/ui/time';
import type { CustomerConnection } from '#web/connections/customer-views';
import { connectionMessages } from '#web/messages/customer/connection';
import { labels } from '#web/messages/labels';

const { facts } = connectionMessages;

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
    { term: facts.profile, value: <Bidi text={connection.profileName} /> },
    { term: facts.type, value: labels.profileType[connection.profileType] },
    { term: facts.profileNumber, value: connection.profileId },
    ...(connection.environment === 'production' ? [] : [{ term: facts.environment, value: facts.sandbox }]),
    { term: facts.firstConnected, value: time(createdAt) },
    ...(connectedAt.getTime() === createdAt.getTime()
      ? []
      : [{ term: facts.lastReconnected, value: time(connectedAt) }]),
    ...(disconnectedAt === null
      ? [{ term: facts.lastCheck, value: lastCheckedAt === null ? facts.notChecked : time(lastCheckedAt) }]
      : [{ term: facts.disconnected, value: time(disconnectedAt) }]),
    { term: facts.reference, value: <span className="select-all">{reference}</span> },
    { term: facts.id, value: connection.id },
  ];
  return (
    <Card aria-labelledby="facts" className="mt-4">
      <h2 id="facts" className="mb-4 font-semibold">
        {facts.title}
      </h2>
      <DescriptionList items={items} />
    </Card>
  );
}
