import type { ReactNode } from 'react';
import type { ExposureLine } from '#web/connections/exposure';
import { labels } from '#web/messages/labels';
import { staffExposureMessages } from '#web/messages/staff/exposure';
import { staffUseMessages } from '#web/messages/staff/uses';
import { Tag } from '../../ui/badge';
import { Bidi } from '../../ui/bidi';
import { formatDay, formatTimeOfDay } from '../../ui/format-time.ts';
import { Table, TableCell, TableHead } from '../../ui/table';

const { columns, caption, gone } = staffExposureMessages;
/** What a name may take of a row before it opens on demand. */
const NAME_CAP = 60;

/** Uses in a window: a table where there is room, cards on a phone, from one markup. */
export function ExposureTable({ lines }: { lines: readonly ExposureLine[] }) {
  return (
    <Table caption={caption}>
      <thead className="max-md:sr-only">
        <tr>
          {[columns.day, columns.key, columns.connection, columns.purpose].map((name) => (
            <TableHead key={name}>{name}</TableHead>
          ))}
          {[columns.times, columns.first, columns.last].map((name) => (
            <TableHead key={name} className="md:text-right">
              {name}
            </TableHead>
          ))}
        </tr>
      </thead>
      <tbody className="max-md:block max-md:divide-y max-md:divide-line">
        {lines.map((line) => (
          <Line
            key={`${line.day.toISOString()} ${line.key?.id ?? ''} ${line.connectionId} ${line.purpose}`}
            line={line}
          />
        ))}
      </tbody>
    </Table>
  );
}

function Line({ line }: { line: ExposureLine }) {
  return (
    <tr className="hover:bg-raised max-md:block max-md:p-4">
      <th
        scope="row"
        className="whitespace-nowrap border-line px-4 py-3 text-left align-top font-normal tabular-nums max-md:block max-md:p-0 md:border-t"
      >
        {formatDay(line.day)}
      </th>
      <Cell label={columns.key}>
        <Key of={line.key} />
      </Cell>
      <Cell label={columns.connection}>
        <Connection line={line} />
      </Cell>
      <Cell label={columns.purpose}>{staffUseMessages.purposes[line.purpose]}</Cell>
      <Cell label={columns.times} isNumber>
        {staffUseMessages.number(line.count)}
      </Cell>
      <Cell label={columns.first} isNumber>
        {formatTimeOfDay(line.firstAt)}
      </Cell>
      <Cell label={columns.last} isNumber>
        {formatTimeOfDay(line.lastAt)}
      </Cell>
    </tr>
  );
}

function Key({ of }: { of: ExposureLine['key'] }) {
  if (of === null) return staffUseMessages.noKey;
  return (
    <>
      {of.name === null ? staffUseMessages.unknownKey : <Bidi text={of.name} cap={NAME_CAP} />}{' '}
      {of.isRevoked ? <Tag>{staffUseMessages.revoked}</Tag> : null}
      <span className="block text-muted wrap-anywhere">{of.id}</span>
    </>
  );
}

function Connection({ line: { connectionId, profileName, environment } }: { line: ExposureLine }) {
  if (profileName === null || environment === null)
    return (
      <>
        {gone}
        <span className="block text-muted wrap-anywhere">{connectionId}</span>
      </>
    );
  return (
    <>
      <a
        href={`/staff/connections/${connectionId}`}
        className="link inline-flex min-h-11 items-center wrap-anywhere lg:min-h-0"
      >
        <bdi>{profileName}</bdi>
      </a>{' '}
      {environment === 'sandbox' ? <Tag>{labels.environment.sandbox}</Tag> : null}
    </>
  );
}

// On a phone the column's name stands before the value; readers get it from the column header already.
function Cell({ label, isNumber, children }: { label: string; isNumber?: boolean; children: ReactNode }) {
  return (
    <TableCell
      className={`max-md:grid max-md:grid-cols-[7rem_minmax(0,1fr)] max-md:border-0 max-md:px-0 max-md:pt-2 max-md:pb-0${isNumber ? ' md:text-right' : ''}`}
    >
      <span aria-hidden="true" className="text-muted md:hidden">
        {label}
      </span>
      <div className="min-w-0">{children}</div>
    </TableCell>
  );
}
