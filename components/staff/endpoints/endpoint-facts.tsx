import { labels } from '#web/messages/labels';
import { staffEndpointMessages as messages } from '#web/messages/staff/endpoints';
import type { EventEndpoint } from '#web/webhooks/endpoints';
import { Bidi } from '../../ui/bidi';
import { Card } from '../../ui/card';
import { type Description, DescriptionList } from '../../ui/description-list';
import { Time } from '../../ui/time';
import { CopyableId } from '../copyable-id';
import { Waiting } from './endpoint-table';

const { facts } = messages;

type EndpointFactsProps = { endpoint: EventEndpoint; timeZone: string };

/** What an endpoint is and how far it has got. */
export function EndpointFacts({ endpoint, timeZone }: EndpointFactsProps) {
  const time = (at: Date) => <Time at={at} timeZone={timeZone} />;
  const { description, lastDeliveredAt, restsUntil, types } = endpoint;
  const items: (Description | undefined)[] = [
    { term: facts.environment, value: labels.environment[endpoint.environment] },
    description === '' ? undefined : { term: facts.description, value: <Bidi text={description} /> },
    {
      term: facts.delivered,
      value:
        lastDeliveredAt === null ? (
          <span className="text-muted">{messages.never}</span>
        ) : (
          time(lastDeliveredAt)
        ),
    },
    { term: facts.waiting, value: <Waiting endpoint={endpoint} timeZone={timeZone} /> },
    restsUntil === null ? undefined : { term: facts.next, value: time(restsUntil) },
    { term: facts.types, value: types.length === 0 ? facts.allTypes : types.join(', ') },
    { term: facts.added, value: time(endpoint.createdAt) },
    { term: facts.id, value: <CopyableId value={endpoint.id} label={facts.id} /> },
  ];
  return (
    <Card aria-labelledby="facts-endpoint">
      <h2 id="facts-endpoint" className="mb-4 font-semibold text-lg">
        {facts.title}
      </h2>
      <DescriptionList items={items.filter((item) => item !== undefined)} />
    </Card>
  );
}
