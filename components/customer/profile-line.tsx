import { Tag } from '#components/ui/badge';
import { Icon } from '#components/ui/icon';
import type { CustomerConnection } from '#web/connections/customer-views';

type Profile = Pick<CustomerConnection, 'profileType' | 'profileId' | 'environment'>;

/** Type, number and, if it is not the real one, environment of a Wise profile. */
export function ProfileLine({ connection }: { connection: Profile }) {
  const isBusiness = connection.profileType === 'business';
  return (
    <span className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-muted text-sm">
      <span className="inline-flex items-center gap-1.5">
        <Icon name={isBusiness ? 'building' : 'person'} className="size-4" />
        {isBusiness ? 'Business profile' : 'Personal profile'}
      </span>
      <span className="tabular-nums">Profile number {connection.profileId}</span>
      {connection.environment === 'sandbox' ? <Tag>Sandbox</Tag> : null}
    </span>
  );
}
