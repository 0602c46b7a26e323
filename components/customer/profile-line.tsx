import { Tag } from '#components/ui/badge';
import { Icon } from '#components/ui/icon';
import type { CustomerConnection } from '#web/connections/customer-views';
import { connectionMessages } from '#web/messages/customer/connection';
import { labels } from '#web/messages/labels';

type Profile = Pick<CustomerConnection, 'profileType' | 'profileId' | 'environment'>;

/** Type, number and, if it is not the real one, environment of a Wise profile. */
export function ProfileLine({ connection }: { connection: Profile }) {
  const isBusiness = connection.profileType === 'business';
  return (
    <span className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-muted text-sm">
      <span className="inline-flex items-center gap-1.5">
        <Icon name={isBusiness ? 'building' : 'person'} className="size-4" />
        {labels.profileOfType[connection.profileType]}
      </span>
      <span className="tabular-nums">{connectionMessages.profileNumber(connection.profileId)}</span>
      {connection.environment === 'sandbox' ? <Tag>{labels.environment.sandbox}</Tag> : null}
    </span>
  );
}
