import { staffEndpointMessages } from '#web/messages/staff/endpoints';
import type { EventDelivery, EventDeliveryState } from '#web/webhooks/event-deliveries';
import { Badge, type Tone } from '../../ui/badge';
import { Button } from '../../ui/button';
import type { IconName } from '../../ui/icon';
import { Phrase } from '../../ui/sentence';
import { CardCell, CardColumns, CardHead, CardRow, CardRows, Table, TableHead } from '../../ui/table';
import { Time } from '../../ui/time';
import { CopyableId } from '../copyable-id';

const messages = staffEndpointMessages.log;
const { columns } = messages;

const LOOKS: Record<EventDeliveryState, { tone: Tone; icon?: IconName }> = {
  waiting: { tone: 'neutral', icon: 'pause' },
  delivered: { tone: 'good' },
  given_up: { tone: 'bad' },
};

type EventLogProps = {
  rows: readonly EventDelivery[];
  timeZone: string;
  /** Nothing is sent: what waits does so until the endpoint is enabled. */
  isDisabled: boolean;
  /** Nothing is sent before; null: it does not rest. */
  restsUntil: Date | null;
  /** Where one is sent again; undefined: this role may not, or the endpoint is disabled. */
  again: { action: string; csrf: string } | undefined;
};

/** What was sent to an endpoint: a table where there is room, cards on a phone, from one markup. */
export function EventLog({ rows, again, ...when }: EventLogProps) {
  return (
    <Table caption={messages.title}>
      <CardColumns>
        <TableHead>{columns.event}</TableHead>
        <TableHead>{columns.result}</TableHead>
        <TableHead>{columns.tries}</TableHead>
        <TableHead>{columns.times}</TableHead>
      </CardColumns>
      <CardRows>
        {rows.map((row) => (
          <CardRow key={row.position}>
            <CardHead>
              <Event row={row} />
            </CardHead>
            <CardCell label={columns.result}>
              <Badge {...LOOKS[row.state]}>{messages.states[row.state]}</Badge>
              <span className="block text-muted wrap-anywhere">{resultText(row)}</span>
            </CardCell>
            <CardCell label={columns.tries}>{row.tries}</CardCell>
            <CardCell label={columns.times}>
              <Times row={row} {...when} />
              {again === undefined || row.connectionId === null ? null : <Again row={row} {...again} />}
            </CardCell>
          </CardRow>
        ))}
      </CardRows>
    </Table>
  );
}

function Event({ row: { type, eventId, connectionId } }: { row: EventDelivery }) {
  return (
    <>
      <span className="block wrap-anywhere">{type}</span>
      <span className="block text-muted">
        {eventId === null ? messages.forgotten : <CopyableId value={eventId} label={messages.eventId} />}
      </span>
      {connectionId === null ? null : (
        <a
          href={`/staff/connections/${connectionId}`}
          className="link inline-flex min-h-11 items-center lg:min-h-0"
        >
          {messages.connection}
        </a>
      )}
    </>
  );
}

/** What it answered last, or why it did not. */
function resultText({ tries, lastStatus, lastFailure }: EventDelivery): string {
  if (lastStatus !== null) return messages.answered(lastStatus);
  if (lastFailure === null) return tries === 0 ? messages.notTried : '';
  const failures: Readonly<Record<string, string>> = messages.failures;
  return failures[lastFailure] ?? messages.otherFailure;
}

type TimesProps = Pick<EventLogProps, 'timeZone' | 'isDisabled' | 'restsUntil'> & { row: EventDelivery };

function Times({ row, timeZone, isDisabled, restsUntil }: TimesProps) {
  const time = (at: Date) => <Time at={at} timeZone={timeZone} />;
  const { happenedAt, lastTryAt, nextTryAt, state } = row;
  return (
    <>
      {happenedAt === null ? null : (
        <span className="block">
          <Phrase parts={messages.happened(time(happenedAt))} />
        </span>
      )}
      {lastTryAt === null ? null : (
        <span className="block">
          <Phrase parts={messages.last(time(lastTryAt))} />
        </span>
      )}
      {state === 'waiting' ? (
        <span className="block text-muted">
          {isDisabled ? (
            messages.onceEnabled
          ) : nextTryAt === null ? (
            messages.behind
          ) : (
            <Phrase parts={messages.next(time(laterOf(nextTryAt, restsUntil)))} />
          )}
        </span>
      ) : null}
    </>
  );
}

const laterOf = (at: Date, other: Date | null) => (other !== null && other > at ? other : at);

type AgainProps = { row: EventDelivery; action: string; csrf: string };

function Again({ row, action, csrf }: AgainProps) {
  return (
    <form method="post" action={action} className="mt-2" data-screen-only>
      <input type="hidden" name="csrf" value={csrf} />
      <input type="hidden" name="act" value="event_endpoint.send_again" />
      <input type="hidden" name="position" value={row.position} />
      <Button tone="quiet" busy={messages.sending} aria-label={messages.againOf(row.type, row.position)}>
        {messages.again}
      </Button>
    </form>
  );
}
