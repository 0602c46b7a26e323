import type { BulkItem } from '#web/bulk/bulk-acts';
import { staffBulkMessages } from '#web/messages/staff/bulk';
import { staffConnectionsMessages } from '#web/messages/staff/connections';
import { CardCell, CardColumns, CardHead, CardRow, CardRows, Table, TableHead } from '../../ui/table';
import { StatusBadges } from '../status-badges';

const { detail: messages, refusals } = staffBulkMessages;
const { columns } = staffConnectionsMessages;

/**
 * Some connections of a list as they are now, a table where there is room, cards on a phone; `hasReason`: why each was
 * refused.
 */
export function ItemTable({
  caption,
  items,
  hasReason,
}: {
  caption: string;
  items: readonly BulkItem[];
  hasReason: boolean;
}) {
  const third = hasReason ? messages.why : columns.status;
  return (
    <Table caption={caption}>
      <CardColumns>
        {[columns.customer, columns.profile, third].map((name) => (
          <TableHead key={name}>{name}</TableHead>
        ))}
      </CardColumns>
      <CardRows>
        {items.map((item) => (
          <CardRow key={item.connectionId}>
            <CardHead>
              <a
                href={`/staff/connections/${item.connectionId}`}
                className="link inline-flex min-h-11 items-center lg:min-h-0"
              >
                <bdi className="line-clamp-3 wrap-anywhere">{item.customerName ?? item.customerEmail}</bdi>
              </a>
            </CardHead>
            <CardCell label={columns.profile}>
              <bdi className="line-clamp-3 wrap-anywhere">{item.profileName}</bdi>
            </CardCell>
            <CardCell label={third} className="lg:min-w-32">
              {hasReason && item.refusal !== null ? (
                refusals[item.refusal]
              ) : (
                <StatusBadges status={item.status} frozen={item.isFrozen} environment={item.environment} />
              )}
            </CardCell>
          </CardRow>
        ))}
      </CardRows>
    </Table>
  );
}
