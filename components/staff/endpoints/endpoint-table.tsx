import { labels } from '#web/messages/labels';
import { staffEndpointMessages as messages } from '#web/messages/staff/endpoints';
import type { EventEndpoint } from '#web/webhooks/endpoints';
import { Tag } from '../../ui/badge';
import { Phrase } from '../../ui/sentence';
import { CardCell, CardColumns, CardHead, CardRow, CardRows, Table, TableHead } from '../../ui/table';
import { Time } from '../../ui/time';
import { EndpointBadge } from './endpoint-state';

const { columns } = messages;

type EndpointTableProps = {
  rows: readonly EventEndpoint[];
  /** Carried to each endpoint's page. */
  environment: string | undefined;
  timeZone: string;
};

/** Where events are sent to: a table where there is room, cards on a phone, from one markup. */
export function EndpointTable({ rows, environment, timeZone }: EndpointTableProps) {
  const carried = environment === undefined ? '' : `?environment=${environment}`;
  return (
    <Table caption={messages.title}>
      <CardColumns>
        <TableHead>{columns.address}</TableHead>
        <TableHead>{columns.state}</TableHead>
        <TableHead>{columns.waiting}</TableHead>
        <TableHead>{columns.delivered}</TableHead>
      </CardColumns>
      <CardRows>
        {rows.map((row) => (
          <CardRow key={row.id}>
            <CardHead>
              <a
                href={`/staff/webhooks/endpoints/${row.id}${carried}`}
                className="link inline-flex min-h-11 max-w-full items-center lg:min-h-0"
              >
                <bdi className="line-clamp-3 wrap-anywhere">{row.address}</bdi>
              </a>
              <span className="flex flex-wrap items-center gap-2 text-muted">
                {row.description === '' ? null : (
                  <bdi className="line-clamp-2 wrap-anywhere">{row.description}</bdi>
                )}
                {row.environment === 'production' ? null : <Tag>{labels.environment[row.environment]}</Tag>}
              </span>
            </CardHead>
            <CardCell label={columns.state}>
              <EndpointBadge state={row.state} />
              {row.since === null ? null : (
                <span className="block text-muted">
                  <Phrase parts={messages.since(<Time at={row.since} timeZone={timeZone} />)} />
                </span>
              )}
            </CardCell>
            <CardCell label={columns.waiting}>
              <Waiting endpoint={row} timeZone={timeZone} />
            </CardCell>
            <CardCell label={columns.delivered}>
              {row.lastDeliveredAt === null ? (
                <span className="text-muted">{messages.never}</span>
              ) : (
                <Time at={row.lastDeliveredAt} timeZone={timeZone} />
              )}
            </CardCell>
          </CardRow>
        ))}
      </CardRows>
    </Table>
  );
}

type WaitingProps = { endpoint: EventEndpoint; timeZone: string };

/** What has not arrived: what waits and since when, what was given up, what was missed. */
export function Waiting({ endpoint, timeZone }: WaitingProps) {
  const { waiting, waitingSince, givenUp, missed } = endpoint;
  return (
    <>
      {waiting === 0 ? (
        <span className="text-muted">{messages.nothingWaits}</span>
      ) : (
        <>
          {messages.count(waiting)}
          {waitingSince === null ? null : (
            <span className="block text-muted">
              <Phrase parts={messages.waitingSince(<Time at={waitingSince} timeZone={timeZone} />)} />
            </span>
          )}
        </>
      )}
      {missed === 0 ? null : <span className="block">{messages.missed(missed)}</span>}
      {givenUp === 0 ? null : <span className="block text-muted">{messages.givenUp(givenUp)}</span>}
    </>
  );
}
