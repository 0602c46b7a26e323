import type { ReactNode } from 'react';
import type { ConnectionStatus } from '#lib/contract/connections';
import type { StaffCustomerRow } from '#web/customers/staff-list';
import { LOCALE } from '#web/messages/language';
import { staffCustomersMessages as messages } from '#web/messages/staff/customers';
import { Badge } from '../ui/badge';
import { Table, TableCell, TableHead } from '../ui/table';
import { Time } from '../ui/time';
import { STATUS_TONES } from './health-text.ts';

const { columns } = messages;
const STATUSES = Object.keys(STATUS_TONES) as ConnectionStatus[];
const NUMBER = new Intl.NumberFormat(LOCALE);

type CustomerTableProps = { rows: readonly StaffCustomerRow[]; timeZone: string };

/** The list of customers: a table where there is room, cards on a phone, from one markup. */
export function CustomerTable({ rows, timeZone }: CustomerTableProps) {
  return (
    <Table caption={messages.title}>
      <thead className="max-lg:sr-only">
        <tr>
          <TableHead>{columns.customer}</TableHead>
          <TableHead>{columns.connections}</TableHead>
          <TableHead>{columns.lastSignIn}</TableHead>
          <TableHead>{columns.added}</TableHead>
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

function Row({ row, timeZone }: { row: StaffCustomerRow; timeZone: string }) {
  return (
    <tr className="hover:bg-raised max-lg:block max-lg:p-4">
      <th
        scope="row"
        className="border-line px-4 py-3 text-left align-top font-normal max-lg:block max-lg:p-0 lg:w-2/5 lg:border-t"
      >
        <a
          href={`/staff/customers/${row.id}`}
          className="link inline-flex min-h-11 max-w-full items-center lg:min-h-0"
        >
          <bdi className="line-clamp-2 wrap-anywhere">{row.name ?? row.email}</bdi>
        </a>
        {row.name === null ? null : <bdi className="line-clamp-2 text-muted wrap-anywhere">{row.email}</bdi>}
      </th>
      <Cell label={columns.connections}>
        <Counts {...row} />
      </Cell>
      <Cell label={columns.lastSignIn}>
        {row.lastSignedInAt === null ? (
          <span className="text-muted">{messages.neverSignedIn}</span>
        ) : (
          <Time at={row.lastSignedInAt} timeZone={timeZone} />
        )}
      </Cell>
      <Cell label={columns.added}>
        <Time at={row.createdAt} timeZone={timeZone} />
      </Cell>
    </tr>
  );
}

/** How many there are of each status; "100+" where no more were counted. */
function Counts({ connections, hasMore }: Pick<StaffCustomerRow, 'connections' | 'hasMore'>) {
  const shown = STATUSES.filter((status) => connections[status] > 0);
  if (shown.length === 0) return <span className="text-muted">{messages.noConnections}</span>;
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1">
      {shown.map((status) => (
        <li key={status}>
          <Badge tone={STATUS_TONES[status]}>
            {messages.statuses[status](`${NUMBER.format(connections[status])}${hasMore ? '+' : ''}`)}
          </Badge>
        </li>
      ))}
    </ul>
  );
}

// On a phone the column's name stands before the value; readers get it from the column header already.
function Cell({ label, children }: { label: string; children: ReactNode }) {
  return (
    <TableCell className="max-lg:grid max-lg:grid-cols-[7rem_minmax(0,1fr)] max-lg:border-0 max-lg:px-0 max-lg:pt-2 max-lg:pb-0">
      <span aria-hidden="true" className="text-muted lg:hidden">
        {label}
      </span>
      <div className="min-w-0">{children}</div>
    </TableCell>
  );
}
