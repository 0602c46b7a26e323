import type { BulkItem } from '#web/bulk/bulk-acts';
import { staffBulkMessages } from '#web/messages/staff/bulk';
import { staffConnectionsMessages } from '#web/messages/staff/connections';
import { Table, TableCell, TableHead } from '../../ui/table';
import { StatusBadges } from '../status-badges';

const { detail: messages, refusals } = staffBulkMessages;
const { columns } = staffConnectionsMessages;

/** Some connections of a list as they are now; `hasReason`: why each was refused. */
export function ItemTable({
  caption,
  items,
  hasReason,
}: {
  caption: string;
  items: readonly BulkItem[];
  hasReason: boolean;
}) {
  return (
    <Table caption={caption}>
      <thead>
        <tr>
          <TableHead>{columns.customer}</TableHead>
          <TableHead>{columns.profile}</TableHead>
          <TableHead>{hasReason ? messages.why : columns.status}</TableHead>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr key={item.connectionId}>
            <TableCell className="min-w-40">
              <a href={`/staff/connections/${item.connectionId}`} className="link">
                <bdi className="line-clamp-3 wrap-anywhere">{item.customerName ?? item.customerEmail}</bdi>
              </a>
            </TableCell>
            <TableCell className="min-w-40">
              <bdi className="line-clamp-3 wrap-anywhere">{item.profileName}</bdi>
            </TableCell>
            <TableCell className="min-w-32">
              {hasReason && item.refusal !== null ? (
                refusals[item.refusal]
              ) : (
                <StatusBadges status={item.status} frozen={item.isFrozen} environment={item.environment} />
              )}
            </TableCell>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
