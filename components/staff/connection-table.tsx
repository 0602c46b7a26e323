import type { ReactNode } from 'react';
import type { StaffListRow } from '#web/connections/staff-list';
import { labels } from '#web/messages/labels';
import { staffConnectionsMessages as messages } from '#web/messages/staff/connections';
import { Table, TableCell, TableHead } from '../ui/table';
import { Time } from '../ui/time';
import { checkLabel } from './health-text.ts';
import { MoneyBadge } from './money-movement';
import { StatusBadges } from './status-badges';

const { columns } = messages;

type ConnectionTableProps = { rows: readonly StaffListRow[]; timeZone: string };

/** The list of connections: a table where there is room, cards on a phone, from one markup. */
export function ConnectionTable({ rows, timeZone }: ConnectionTableProps) {
  return (
    <Table caption={messages.title}>
      <thead className="max-lg:sr-only">
        <tr>
          <TableHead>{columns.customer}</TableHead>
          <TableHead>{columns.profile}</TableHead>
          <TableHead>{columns.status}</TableHead>
          <TableHead>{columns.firstConnected}</TableHead>
          <TableHead>{columns.lastCheck}</TableHead>
        </tr>
      </thead>
      <tbody className="max-lg:block max-lg:divide-y max-lg:divide-line">
        {rows.map((row) => (
          <Row key={row.id} row={row} timeZone={timeZone} />
        ))}
      </tbody>
    </Table>
  );
}

function Row({ row, timeZone }: { row: StaffListRow; timeZone: string }) {
  return (
    <tr className="hover:bg-raised max-lg:block max-lg:p-4">
      <th
        scope="row"
        className="border-line px-4 py-3 text-left align-top font-normal max-lg:block max-lg:p-0 lg:w-1/4 lg:border-t"
      >
        <a
          href={`/staff/connections/${row.id}`}
          className="link inline-flex min-h-11 max-w-full items-center lg:min-h-0"
        >
          <bdi className="line-clamp-2 wrap-anywhere">{row.customerName ?? row.customerEmail}</bdi>
        </a>
        {row.customerName === null ? null : (
          <bdi className="line-clamp-2 text-muted wrap-anywhere">{row.customerEmail}</bdi>
        )}
      </th>
      <Cell label={columns.profile} className="lg:w-1/4">
        <bdi className="line-clamp-2 wrap-anywhere">{row.profileName}</bdi>
        <span className="block text-muted">
          {labels.profileType[row.profileType]} · <span className="wrap-anywhere">{row.profileId}</span>
        </span>
      </Cell>
      <Cell label={columns.status}>
        <StatusBadges status={row.status} frozen={row.frozen} environment={row.environment} />
        {row.status === 'disconnected' ? null : <MoneyBadge state={row.money} />}
      </Cell>
      <Cell label={columns.firstConnected} className="xl:whitespace-nowrap">
        <Time at={row.createdAt} timeZone={timeZone} />
      </Cell>
      <Cell label={columns.lastCheck} className="xl:whitespace-nowrap">
        {row.lastCheckedAt === null ? (
          <span className="text-muted">{messages.notChecked}</span>
        ) : (
          <>
            <Time at={row.lastCheckedAt} timeZone={timeZone} />
            <span className="block text-muted">{checkLabel(row)}</span>
          </>
        )}
      </Cell>
    </tr>
  );
}

// On a phone the column's name stands before the value; readers get it from the column header already.
function Cell({ label, className, children }: { label: string; className?: string; children: ReactNode }) {
  return (
    <TableCell
      className={`max-lg:grid max-lg:grid-cols-[7rem_minmax(0,1fr)] max-lg:border-0 max-lg:px-0 max-lg:pt-2 max-lg:pb-0 ${className ?? ''}`}
    >
      <span aria-hidden="true" className="text-muted lg:hidden">
        {label}
      </span>
      <div className="min-w-0">{children}</div>
    </TableCell>
  );
}
