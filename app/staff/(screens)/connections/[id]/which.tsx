import { StatusBadges } from '#components/staff/status-badges';
import { Card } from '#components/ui/card';
import { DescriptionList } from '#components/ui/description-list';
import type { StaffConnection } from '#web/connections/staff-detail';
import { labels } from '#web/messages/labels';
import { staffConnectionMessages } from '#web/messages/staff/connection';

const { facts } = staffConnectionMessages;

/** Which connection a question is about. */
export function Which({ connection }: { connection: StaffConnection }) {
  const { customer, profileName, profileType, profileId } = connection;
  return (
    <Card>
      <DescriptionList
        items={[
          {
            term: facts.customer,
            value: (
              <>
                {customer.name === null ? null : <bdi className="block">{customer.name}</bdi>}
                <bdi className="text-muted">{customer.email}</bdi>
              </>
            ),
          },
          {
            term: facts.wiseProfile,
            value: (
              <>
                <bdi className="block">{profileName}</bdi>
                <span className="text-muted">
                  {labels.profileType[profileType]} · {profileId}
                </span>
              </>
            ),
          },
          {
            term: facts.status,
            value: <StatusBadges {...connection} frozen={connection.frozenAt !== null} />,
          },
        ]}
      />
    </Card>
  );
}
