import { staffPeopleMessages as messages } from '#web/messages/staff/people';
import type { StaffPersonRow } from '#web/staff/list-people';
import { Tag } from '../../ui/badge';
import { CardCell, CardColumns, CardHead, CardRow, CardRows, Table, TableHead } from '../../ui/table';
import { Time } from '../../ui/time';
import { PersonState } from './person-facts';

const { columns } = messages;

type PeopleTableProps = {
  rows: readonly StaffPersonRow[];
  /** Who is looking. */
  viewerId: string;
  timeZone: string;
};

/** Everybody on the staff: a table where there is room, cards on a phone, from one markup. */
export function PeopleTable({ rows, viewerId, timeZone }: PeopleTableProps) {
  return (
    <Table caption={messages.title}>
      <CardColumns>
        <TableHead>{columns.person}</TableHead>
        <TableHead>{columns.role}</TableHead>
        <TableHead>{columns.state}</TableHead>
        <TableHead>{columns.lastSignIn}</TableHead>
        <TableHead>{columns.sessions}</TableHead>
        <TableHead>{columns.passkey}</TableHead>
      </CardColumns>
      <CardRows>
        {rows.map((row) => (
          <Row key={row.id} row={row} isViewer={row.id === viewerId} timeZone={timeZone} />
        ))}
      </CardRows>
    </Table>
  );
}

function Row({ row, isViewer, timeZone }: { row: StaffPersonRow; isViewer: boolean; timeZone: string }) {
  return (
    <CardRow>
      <CardHead className="lg:w-2/5">
        <span className="flex flex-wrap items-center gap-x-2">
          <a
            href={`/staff/people/${row.id}`}
            className="link inline-flex min-h-11 max-w-full items-center lg:min-h-0"
          >
            <bdi className="line-clamp-2 wrap-anywhere">{row.name ?? row.email}</bdi>
          </a>
          {isViewer ? <Tag>{messages.you}</Tag> : null}
        </span>
        {row.name === null ? null : <bdi className="line-clamp-2 text-muted wrap-anywhere">{row.email}</bdi>}
      </CardHead>
      <CardCell label={columns.role}>{messages.roles[row.role].name}</CardCell>
      <CardCell label={columns.state}>
        <PersonState person={row} />
      </CardCell>
      <CardCell label={columns.lastSignIn}>
        {row.lastSignedInAt === null ? (
          <span className="text-muted">{messages.never}</span>
        ) : (
          <Time at={row.lastSignedInAt} timeZone={timeZone} />
        )}
      </CardCell>
      <CardCell label={columns.sessions}>{row.sessions}</CardCell>
      <CardCell label={columns.passkey}>
        {row.hasPasskey ? messages.passkey.yes : <span className="text-muted">{messages.passkey.no}</span>}
      </CardCell>
    </CardRow>
  );
}
