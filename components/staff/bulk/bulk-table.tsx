import type { BulkActView } from '#web/bulk/bulk-acts';
import { staffBulkMessages } from '#web/messages/staff/bulk';
import { Bidi } from '../../ui/bidi';
import { CardCell, CardColumns, CardHead, CardRow, CardRows, Table, TableHead } from '../../ui/table';
import { Time } from '../../ui/time';
import { StateBadge } from './state-badge';

const { list: messages, titles } = staffBulkMessages;

/** What was done to many connections, newest first: a table where there is room, cards on a phone, from one markup. */
export function BulkTable({ acts, timeZone }: { acts: readonly BulkActView[]; timeZone: string }) {
  return (
    <Table caption={messages.caption}>
      <CardColumns>
        {[messages.what, messages.state, messages.progress, messages.by].map((name) => (
          <TableHead key={name}>{name}</TableHead>
        ))}
      </CardColumns>
      <CardRows>
        {acts.map((act) => (
          <CardRow key={act.id}>
            <CardHead>
              <a
                href={`/staff/connections/bulk/${act.id}`}
                className="link inline-flex min-h-11 items-center lg:min-h-0"
              >
                {titles[act.kind](act.total)}
              </a>
            </CardHead>
            <CardCell label={messages.state}>
              <StateBadge state={act.state} />
            </CardCell>
            <CardCell label={messages.progress}>
              {messages.progressOf(act.done + act.unchanged + act.refused, act.total)}
            </CardCell>
            <CardCell label={messages.by}>
              <Bidi text={act.createdByName} />
              <span className="block text-muted">
                <Time at={act.createdAt} timeZone={timeZone} />
              </span>
            </CardCell>
          </CardRow>
        ))}
      </CardRows>
    </Table>
  );
}
