import type { ListedHold } from '#web/holds/holds';
import { staffIncidentMessages } from '#web/messages/staff/incidents';
import { Bidi } from '../../ui/bidi';
import { CardCell, CardColumns, CardHead, CardRow, CardRows, Table, TableHead } from '../../ui/table';
import { Time } from '../../ui/time';
import { byName } from './by-name.ts';
import { HoldTitle } from './hold-title';

const messages = staffIncidentMessages.past;

/** What was on hold, for how long, and why. */
export function ReleasedHolds({ holds, timeZone }: { holds: readonly ListedHold[]; timeZone: string }) {
  return (
    <Table caption={messages.caption}>
      <CardColumns>
        {[messages.what, messages.placed, messages.released, messages.reason].map((name) => (
          <TableHead key={name}>{name}</TableHead>
        ))}
      </CardColumns>
      <CardRows>
        {holds.map((hold) => (
          <CardRow key={hold.id}>
            <CardHead className="wrap-anywhere">
              <HoldTitle hold={hold} />
            </CardHead>
            <CardCell label={messages.placed}>
              <When at={hold.placedAt} by={hold.placedBy} timeZone={timeZone} />
            </CardCell>
            <CardCell label={messages.released}>
              {hold.releasedAt === null ? null : (
                <When at={hold.releasedAt} by={hold.releasedBy ?? ''} timeZone={timeZone} />
              )}
            </CardCell>
            <CardCell label={messages.reason} className="whitespace-pre-wrap wrap-anywhere">
              <Bidi text={hold.reason} />
            </CardCell>
          </CardRow>
        ))}
      </CardRows>
    </Table>
  );
}

function When({ at, by, timeZone }: { at: Date; by: string; timeZone: string }) {
  return (
    <>
      <Time at={at} timeZone={timeZone} />
      <span className="block text-muted">
        <Bidi text={messages.by(byName(by))} />
      </span>
    </>
  );
}
