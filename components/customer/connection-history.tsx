import { Bidi } from '#components/ui/bidi';
import { Icon } from '#components/ui/icon';
import { Time } from '#components/ui/time';
import type { CustomerConnection } from '#web/connections/customer-views';
import { pastConnectionsMessages as messages } from '#web/messages/customer/past-connections';
import { ProfileLine } from './profile-line';

const NAME_CAP = 80;

type ConnectionHistoryProps = {
  /** The latest of those that are over, and how many there are. */
  ended: { connections: readonly CustomerConnection[]; total: number };
  /** Where all of them are. */
  allHref: string;
  timeZone: string;
};

/** Connections that are over, folded away. */
export function ConnectionHistory({ ended, allHref, timeZone }: ConnectionHistoryProps) {
  const { connections, total } = ended;
  if (total === 0) return null;
  return (
    <details className="group mt-12 border-line border-t">
      <summary className="flex min-h-11 cursor-pointer list-none items-center gap-2 py-3 font-medium text-sm">
        <Icon name="chevron-right" className="text-muted group-open:rotate-90" />
        {messages.summary(total)}
      </summary>
      <EndedList connections={connections} timeZone={timeZone} />
      {total > connections.length ? (
        <p className="border-line border-t pt-4 text-sm">
          {messages.latest(connections.length)}
          <a href={allHref} className="link inline-flex min-h-11 items-center sm:min-h-6">
            {messages.seeAll(total)}
          </a>
        </p>
      ) : null}
    </details>
  );
}

/** Connections that are over, each with the way to its receipt. */
export function EndedList({
  connections,
  timeZone,
}: {
  connections: readonly CustomerConnection[];
  timeZone: string;
}) {
  return (
    <ul className="divide-y divide-line border-line border-t">
      {connections.map((connection) => (
        <li
          key={connection.id}
          className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 py-4"
        >
          <div className="min-w-0 max-w-full">
            <Bidi text={connection.profileName} cap={NAME_CAP} className="font-medium" />
            <ProfileLine connection={connection} />
          </div>
          <p className="text-muted text-sm">
            {connection.disconnectedAt === null ? null : (
              <>
                {messages.disconnected}
                <Time at={connection.disconnectedAt} timeZone={timeZone} />
                <br />
              </>
            )}
            <a
              href={`/connections/${connection.id}`}
              className="link inline-flex min-h-11 items-center sm:min-h-6"
            >
              {messages.receipt}
              <span className="sr-only">{messages.receiptOf(connection.profileName)}</span>
            </a>
          </p>
        </li>
      ))}
    </ul>
  );
}
