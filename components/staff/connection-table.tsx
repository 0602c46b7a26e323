import type { StaffListRow } from '#web/connections/staff-list';
import type { StaffColumn } from '#web/connections/staff-list-choices';
import { labels } from '#web/messages/labels';
import { staffBulkMessages } from '#web/messages/staff/bulk';
import { staffConnectionsMessages as messages } from '#web/messages/staff/connections';
import { CardCell, CardColumns, CardHead, CardRow, CardRows, Table, TableHead } from '../ui/table';
import { Time } from '../ui/time';
import { SelectRow } from './bulk/select-row';
import { checkLabel } from './health-text.ts';
import { MoneyBadge } from './money-movement';
import { StatusBadges } from './status-badges';

const { columns } = messages;

type ConnectionTableProps = {
  rows: readonly StaffListRow[];
  /** Those beside the customer. */
  shown: readonly StaffColumn[];
  /** Carried to each connection's page. */
  environment: string | undefined;
  timeZone: string;
  /** Each row has a box for acts on many connections. */
  isSelectable?: boolean;
};

/** The list of connections: a table where there is room, cards on a phone, from one markup. */
export function ConnectionTable({
  rows,
  shown,
  environment,
  timeZone,
  isSelectable = false,
}: ConnectionTableProps) {
  return (
    <Table caption={messages.title}>
      <CardColumns>
        {isSelectable ? (
          <TableHead>
            <span className="sr-only">{staffBulkMessages.bar.selectColumn}</span>
          </TableHead>
        ) : null}
        <TableHead>{columns.customer}</TableHead>
        {shown.map((column) => (
          <TableHead key={column}>{columns[column]}</TableHead>
        ))}
      </CardColumns>
      <CardRows>
        {rows.map((row) => (
          <CardRow key={row.id}>
            {isSelectable ? (
              <td className="border-line align-top max-lg:block max-lg:px-0 max-lg:pb-2 lg:border-t lg:py-3 lg:pl-4">
                <SelectRow connectionId={row.id} name={row.customerName ?? row.customerEmail} />
              </td>
            ) : null}
            <Customer row={row} environment={environment} />
            {shown.map((column) => (
              <CardCell
                key={column}
                label={columns[column]}
                className={TIMES.has(column) ? 'lg:min-w-24' : undefined}
              >
                <Value column={column} row={row} timeZone={timeZone} />
              </CardCell>
            ))}
          </CardRow>
        ))}
      </CardRows>
    </Table>
  );
}

function Customer({ row, environment }: { row: StaffListRow; environment: string | undefined }) {
  const carried = environment === undefined ? '' : `?environment=${environment}`;
  return (
    <CardHead className="lg:w-1/5">
      <a
        href={`/staff/connections/${row.id}${carried}`}
        className="link inline-flex min-h-11 max-w-full items-center lg:min-h-0"
      >
        <bdi className="line-clamp-2 wrap-anywhere">{row.customerName ?? row.customerEmail}</bdi>
      </a>
      {row.customerName === null ? null : (
        <bdi className="line-clamp-2 text-muted wrap-anywhere">{row.customerEmail}</bdi>
      )}
    </CardHead>
  );
}

type ValueProps = { column: StaffColumn; row: StaffListRow; timeZone: string };

function Value({ column, row, timeZone }: ValueProps) {
  switch (column) {
    case 'profile':
      return (
        <>
          <bdi className="line-clamp-2 wrap-anywhere">{row.profileName}</bdi>
          <span className="block text-muted">
            {labels.profileType[row.profileType]} · <span className="wrap-anywhere">{row.profileId}</span>
          </span>
        </>
      );
    case 'status':
      return (
        <>
          <StatusBadges status={row.status} frozen={row.frozen} environment={row.environment} />
          {row.status === 'disconnected' ? null : <MoneyBadge state={row.money} />}
        </>
      );
    case 'since':
      return <Time at={row.statusChangedAt} timeZone={timeZone} />;
    case 'connected':
      return <Time at={row.createdAt} timeZone={timeZone} />;
    case 'check':
      return <LastCheck row={row} timeZone={timeZone} />;
    case 'used':
      return row.lastUsedAt === null ? (
        <span className="text-muted">{messages.neverUsed}</span>
      ) : (
        <Time at={row.lastUsedAt} timeZone={timeZone} />
      );
    case 'owner':
      return (
        <>
          {row.owner === null ? (
            <span className="text-muted">{messages.filters.noOwner}</span>
          ) : (
            <bdi className="line-clamp-2 wrap-anywhere">{row.owner.name ?? row.owner.email}</bdi>
          )}
          {row.hasNote ? <span className="block text-muted">{messages.hasNote}</span> : null}
        </>
      );
  }
}

function LastCheck({ row, timeZone }: Omit<ValueProps, 'column'>) {
  if (row.lastCheckedAt === null) return <span className="text-muted">{messages.notChecked}</span>;
  return (
    <>
      <Time at={row.lastCheckedAt} timeZone={timeZone} />
      <span className="block text-muted">{checkLabel(row)}</span>
    </>
  );
}

/** A date is one line, and its time another. */
const TIMES: ReadonlySet<StaffColumn> = new Set(['since', 'connected', 'check', 'used']);
