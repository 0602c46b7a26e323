import { Badge } from '#components/ui/badge';
import { Bidi } from '#components/ui/bidi';
import { ButtonLink } from '#components/ui/button';
import { Icon } from '#components/ui/icon';
import { Sentence } from '#components/ui/sentence';
import { Time } from '#components/ui/time';
import type { CustomerConnection } from '#lib/connections/customer-views';
import type { HealthWords } from '#lib/connections/words';
import { ConnectForm } from './connect-form';
import { ProfileLine } from './profile-line';

type ConnectionCardProps = {
  connection: CustomerConnection;
  health: HealthWords;
  csrf: string;
  timeZone: string;
};

const NAME_CAP = 80;

/** One live connection on the overview. */
export function ConnectionCard({ connection, health, csrf, timeZone }: ConnectionCardProps) {
  const titleId = `connection-${connection.id}`;
  return (
    <li>
      <article aria-labelledby={titleId} className="rounded-md border border-line p-4 shadow-faint sm:p-6">
        <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
          <div className="min-w-0 max-w-full">
            <h2 id={titleId} className="line-clamp-3 font-semibold text-lg">
              <Bidi text={connection.profileName} />
            </h2>
            <ProfileLine connection={connection} />
          </div>
          <Badge tone={health.tone}>{health.label}</Badge>
        </div>
        <p className="mt-4 max-w-prose text-sm leading-6">
          <Sentence parts={health.text} timeZone={timeZone} />
        </p>
        <p className="mt-1 text-muted text-sm leading-6">
          Connected since <Time at={connection.createdAt} timeZone={timeZone} />
        </p>
        <div className="mt-6 flex flex-wrap gap-3">
          {connection.status === 'needs_reconnect' && !connection.isFrozen ? (
            <ConnectForm environment={connection.environment} csrf={csrf} label="Reconnect" />
          ) : null}
          <ButtonLink href={`/connections/${connection.id}`} aria-describedby={titleId}>
            Details
          </ButtonLink>
        </div>
      </article>
    </li>
  );
}

/** Connections that are over, folded away; each with its receipt. */
export function ConnectionHistory({
  connections,
  timeZone,
}: {
  connections: readonly CustomerConnection[];
  timeZone: string;
}) {
  if (connections.length === 0) return null;
  return (
    <details className="group mt-12 border-line border-t">
      <summary className="flex min-h-11 cursor-pointer list-none items-center gap-2 py-3 font-medium text-sm">
        <Icon name="chevron-right" className="text-muted group-open:rotate-90" />
        Earlier connections ({connections.length})
      </summary>
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
                  Disconnected <Time at={connection.disconnectedAt} timeZone={timeZone} />
                  <br />
                </>
              )}
              <a
                href={`/connections/${connection.id}`}
                className="link inline-flex min-h-11 items-center sm:min-h-6"
              >
                Receipt
                <span className="sr-only"> of the connection with {connection.profileName}</span>
              </a>
            </p>
          </li>
        ))}
      </ul>
    </details>
  );
}
