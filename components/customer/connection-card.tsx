import { Badge } from '#components/ui/badge';
import { Bidi } from '#components/ui/bidi';
import { ButtonLink } from '#components/ui/button';
import { Sentence } from '#components/ui/sentence';
import { Time } from '#components/ui/time';
import type { CustomerConnection } from '#web/connections/customer-views';
import type { HealthMessage } from '#web/connections/health';
import type { UseSummary } from '#web/connections/uses';
import { dashboardMessages } from '#web/messages/customer/dashboard';
import { ConnectForm } from './connect-form';
import { LastUse } from './connection-use';
import { MoneyMovement } from './money-movement';
import { ProfileLine } from './profile-line';

type ConnectionCardProps = {
  connection: CustomerConnection;
  health: HealthMessage;
  use: UseSummary;
  partnerName: string;
  csrf: string;
  timeZone: string;
};

/** One live connection on the dashboard. */
export function ConnectionCard({
  connection,
  health,
  use,
  partnerName,
  csrf,
  timeZone,
}: ConnectionCardProps) {
  const titleId = `connection-${connection.id}`;
  return (
    <li>
      <article aria-labelledby={titleId} className="rounded-md border border-line p-4 shadow-faint sm:p-6">
        <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2 sm:flex-nowrap">
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
        <MoneyOnCard connection={connection} timeZone={timeZone} />
        <p className="mt-1 text-muted text-sm leading-6">
          {dashboardMessages.firstConnected}
          <Time at={connection.createdAt} timeZone={timeZone} />
        </p>
        <p className="text-muted text-sm leading-6">
          <LastUse use={use} partnerName={partnerName} timeZone={timeZone} />
        </p>
        <div className="mt-6 flex flex-wrap gap-3">
          {connection.status === 'needs_reconnect' && !connection.isFrozen ? (
            <ConnectForm
              environment={connection.environment}
              csrf={csrf}
              label={dashboardMessages.reconnect}
            />
          ) : null}
          <ButtonLink href={`/connections/${connection.id}`} aria-describedby={titleId}>
            {dashboardMessages.details}
          </ButtonLink>
        </div>
      </article>
    </li>
  );
}

function MoneyOnCard({
  connection: { money },
  timeZone,
}: Pick<ConnectionCardProps, 'connection' | 'timeZone'>) {
  if (money.state === 'no_restriction_known') return null;
  return (
    <div className="my-4">
      <MoneyMovement money={money} timeZone={timeZone} />
    </div>
  );
}
