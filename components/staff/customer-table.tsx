import type { ConnectionStatus } from '#lib/contract/connections';
import type { StaffCustomerRow } from '#web/customers/staff-list';
import { LOCALE } from '#web/messages/language';
import { staffCustomersMessages as messages } from '#web/messages/staff/customers';
import { Badge } from '../ui/badge';
import { CardCell, CardColumns, CardHead, CardRow, CardRows, Table, TableHead } from '../ui/table';
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
      <CardColumns>
        <TableHead>{columns.customer}</TableHead>
        <TableHead>{columns.connections}</TableHead>
        <TableHead>{columns.lastSignIn}</TableHead>
        <TableHead>{columns.added}</TableHead>
      </CardColumns>
      <CardRows>
        {rows.map((row) => (
          <Row key={row.id} row={row} timeZone={timeZone} />
        ))}
      </CardRows>
    </Table>
  );
}

function Row({ row, timeZone }: { row: StaffCustomerRow; timeZone: string }) {
  return (
    <CardRow>
      <CardHead className="lg:w-2/5">
        <a
          href={`/staff/customers/${row.id}`}
          className="link inline-flex min-h-11 max-w-full items-center lg:min-h-0"
        >
          <bdi className="line-clamp-2 wrap-anywhere">{row.name ?? row.email}</bdi>
        </a>
        {row.name === null ? null : <bdi className="line-clamp-2 text-muted wrap-anywhere">{row.email}</bdi>}
      </CardHead>
      <CardCell label={columns.connections}>
        <Counts {...row} />
      </CardCell>
      <CardCell label={columns.lastSignIn}>
        {row.lastSignedInAt === null ? (
          <span className="text-muted">{messages.neverSignedIn}</span>
        ) : (
          <Time at={row.lastSignedInAt} timeZone={timeZone} />
        )}
      </CardCell>
      <CardCell label={columns.added}>
        <Time at={row.createdAt} timeZone={timeZone} />
      </CardCell>
    </CardRow>
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
