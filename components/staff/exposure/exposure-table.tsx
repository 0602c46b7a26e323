import type { ExposureLine } from '#web/connections/exposure';
import { labels } from '#web/messages/labels';
import { staffExposureMessages } from '#web/messages/staff/exposure';
import { staffUseMessages } from '#web/messages/staff/uses';
import { Tag } from '../../ui/badge';
import { formatTimeOfDay } from '../../ui/format-time.ts';
import { Table, TableHead } from '../../ui/table';
import { DayHead, KeyName, UseCell } from '../use-cells';

const { columns, caption, gone, application, ownAccount } = staffExposureMessages;
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
      <DayHead day={line.day} />
      <UseCell label={columns.key}>
        <KeyName of={line.key} cap={NAME_CAP} />
      </UseCell>
      <UseCell label={columns.connection}>
        <Connection line={line} />
      </UseCell>
      <UseCell label={columns.purpose}>{staffUseMessages.purposes[line.purpose]}</UseCell>
      <UseCell label={columns.times} isNumber>
        {staffUseMessages.number(line.count)}
      </UseCell>
      <UseCell label={columns.first} isNumber>
        {formatTimeOfDay(line.firstAt)}
      </UseCell>
      <UseCell label={columns.last} isNumber>
        {formatTimeOfDay(line.lastAt)}
      </UseCell>
    </tr>
  );
}

function Connection({ line: { of, connectionId, profileName, environment } }: { line: ExposureLine }) {
  const tag = environment === 'sandbox' ? <Tag>{labels.environment.sandbox}</Tag> : null;
  if (of === 'application')
    return (
      <>
        {application} {tag}
      </>
    );
  if (profileName === null || environment === null)
    return (
      <>
        {gone}
        <span className="block text-muted wrap-anywhere">{connectionId}</span>
      </>
    );
  if (of === 'own_account')
    return (
      <>
        {ownAccount} <bdi className="wrap-anywhere">{profileName}</bdi> {tag}
      </>
    );
  return (
    <>
      <a
        href={`/staff/connections/${connectionId}`}
        className="link wrap-anywhere max-lg:-my-3 max-lg:inline-block max-lg:py-3"
      >
        <bdi>{profileName}</bdi>
      </a>{' '}
      {tag}
    </>
  );
}
