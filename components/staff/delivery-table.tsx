import type { EventOutcome } from '#lib/contract/standings';
import { labels } from '#web/messages/labels';
import { staffWebhookMessages as messages } from '#web/messages/staff/webhooks';
import type { Delivery } from '#web/webhooks/deliveries';
import { Badge, Tag, type Tone } from '../ui/badge';
import { CardCell, CardColumns, CardHead, CardRow, CardRows, Table, TableHead } from '../ui/table';
import { Time } from '../ui/time';

const { columns } = messages;

const TONES: Record<EventOutcome, Tone> = {
  applied: 'good',
  kept: 'info',
  recorded: 'info',
  unchanged: 'info',
  outdated: 'info',
  test: 'info',
  unreadable: 'warn',
  failed: 'bad',
};

type DeliveryTableProps = { rows: readonly Delivery[]; timeZone: string };

/** What Wise has told: a table where there is room, cards on a phone, from one markup. */
export function DeliveryTable({ rows, timeZone }: DeliveryTableProps) {
  return (
    <Table caption={messages.title}>
      <CardColumns>
        <TableHead>{columns.event}</TableHead>
        <TableHead>{columns.occurred}</TableHead>
        <TableHead>{columns.received}</TableHead>
        <TableHead>{columns.outcome}</TableHead>
        <TableHead>{columns.connections}</TableHead>
      </CardColumns>
      <CardRows>
        {rows.map((row) => (
          <Row key={row.id} row={row} timeZone={timeZone} />
        ))}
      </CardRows>
    </Table>
  );
}

function Row({ row, timeZone }: { row: Delivery; timeZone: string }) {
  const { outcome } = row;
  return (
    <CardRow>
      <CardHead>
        <span className="block wrap-anywhere">{row.eventType ?? messages.unknownType}</span>
        <span className="flex flex-wrap items-center gap-2 text-muted">
          {row.schemaVersion ? messages.version(row.schemaVersion) : null}
          {row.environment === 'production' ? null : <Tag>{labels.environment[row.environment]}</Tag>}
          {row.isTest ? <Tag>{messages.test}</Tag> : null}
        </span>
      </CardHead>
      <CardCell label={columns.occurred}>
        {row.occurredAt === null ? <Absent /> : <Time at={row.occurredAt} timeZone={timeZone} />}
      </CardCell>
      <CardCell label={columns.received}>
        <Time at={row.receivedAt} timeZone={timeZone} />
        {row.deliveries === 1 ? null : (
          <span className="block text-muted">{messages.deliveries(row.deliveries)}</span>
        )}
      </CardCell>
      <CardCell label={columns.outcome}>
        {outcome === null ? (
          <Badge tone="neutral" icon="pause">
            {messages.notSorted}
          </Badge>
        ) : (
          <Badge tone={TONES[outcome]}>{messages.outcomes[outcome]}</Badge>
        )}
      </CardCell>
      <CardCell label={columns.connections}>
        {row.connectionIds.length === 0 ? <Absent /> : <Connections ids={row.connectionIds} />}
      </CardCell>
    </CardRow>
  );
}

function Connections({ ids }: { ids: readonly string[] }) {
  return (
    <ul className="max-lg:-my-3">
      {ids.map((id, index) => (
        <li key={id}>
          <a href={`/staff/connections/${id}`} className="link inline-flex min-h-11 items-center lg:min-h-0">
            {messages.connection(index + 1, ids.length)}
          </a>
        </li>
      ))}
    </ul>
  );
}

function Absent() {
  return <span className="text-muted">{messages.noConnection}</span>;
}
