import type { ConnectionOfCustomer } from '#web/connections/staff-of-customer';
import { labels } from '#web/messages/labels';
import { staffCustomerMessages } from '#web/messages/staff/customer';
import { Time } from '../../ui/time';
import { healthText } from '../health-text.ts';
import { StatusBadges } from '../status-badges';
import { Entries, Entry, NoEntries, Section } from './section';

const messages = staffCustomerMessages.connections;

type ConnectionsOfProps = {
  connections: readonly ConnectionOfCustomer[];
  /** The list with all of them, where there are more. */
  more: string | undefined;
  timeZone: string;
};

/** All of one person's connections, current and past, newest first. */
export function ConnectionsOf({ connections, more, timeZone }: ConnectionsOfProps) {
  return (
    <Section id="connections" title={messages.title}>
      {connections.length === 0 ? (
        <NoEntries>{messages.none}</NoEntries>
      ) : (
        <Entries>
          {connections.map((connection) => (
            <One key={connection.id} connection={connection} timeZone={timeZone} />
          ))}
        </Entries>
      )}
      {more === undefined ? null : (
        <p className="mt-4">
          <a href={more} className="link inline-flex min-h-11 items-center text-sm">
            {messages.more}
          </a>
        </p>
      )}
    </Section>
  );
}

function One({ connection, timeZone }: { connection: ConnectionOfCustomer; timeZone: string }) {
  const { id, profileName, profileType, profileId, status, reason, createdAt, disconnectedAt } = connection;
  return (
    <Entry>
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1">
        <a
          href={`/staff/connections/${id}`}
          className="link inline-flex min-h-11 min-w-0 max-w-full items-center font-medium sm:min-h-6"
        >
          <bdi className="line-clamp-2 wrap-anywhere">{profileName}</bdi>
        </a>
        <StatusBadges {...connection} />
      </div>
      <p className="text-muted">
        {labels.profileType[profileType]} · <span className="wrap-anywhere tabular-nums">{profileId}</span>
      </p>
      <p className="text-muted">
        {messages.since}
        <Time at={createdAt} timeZone={timeZone} />
        {disconnectedAt === null ? null : (
          <>
            {messages.until}
            <Time at={disconnectedAt} timeZone={timeZone} />
          </>
        )}
      </p>
      {status === 'active' ? null : (
        <p className="mt-1 max-w-prose">{healthText({ status, reason, lastCheck: null })}</p>
      )}
    </Entry>
  );
}
