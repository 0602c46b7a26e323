import type { ListedHold } from '#web/holds/holds';
import { staffIncidentMessages } from '#web/messages/staff/incidents';
import { Bidi } from '../../ui/bidi';
import { Table, TableCell, TableHead } from '../../ui/table';
import { Time } from '../../ui/time';
import { holdName } from './hold-name';

const messages = staffIncidentMessages.past;

/** What was on hold, for how long, and why. */
export function ReleasedHolds({ holds, timeZone }: { holds: readonly ListedHold[]; timeZone: string }) {
  return (
    <Table caption={messages.caption}>
      <thead>
        <tr>
          {[messages.what, messages.placed, messages.released, messages.reason].map((name) => (
            <TableHead key={name}>{name}</TableHead>
          ))}
        </tr>
      </thead>
      <tbody>
        {holds.map((hold) => (
          <tr key={hold.id}>
            <TableCell className="min-w-40 wrap-anywhere">
              <Bidi text={holdName(hold)} />
            </TableCell>
            <TableCell className="min-w-44">
              <When at={hold.placedAt} by={hold.placedBy} timeZone={timeZone} />
            </TableCell>
            <TableCell className="min-w-44">
              {hold.releasedAt === null ? null : (
                <When at={hold.releasedAt} by={hold.releasedBy ?? ''} timeZone={timeZone} />
              )}
            </TableCell>
            <TableCell className="min-w-60 whitespace-pre-wrap wrap-anywhere">
              <Bidi text={hold.reason} />
            </TableCell>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function When({ at, by, timeZone }: { at: Date; by: string; timeZone: string }) {
  return (
    <>
      <Time at={at} timeZone={timeZone} />
      <span className="block text-muted">
        <Bidi text={messages.by(by)} />
      </span>
    </>
  );
}
