import type { BulkActView } from '#web/bulk/bulk-acts';
import { staffBulkMessages } from '#web/messages/staff/bulk';
import { Bidi } from '../../ui/bidi';
import { Table, TableCell, TableHead } from '../../ui/table';
import { Time } from '../../ui/time';
import { StateBadge } from './state-badge';

const { list: messages, titles } = staffBulkMessages;

/** What was done to many connections, newest first. */
export function BulkTable({ acts, timeZone }: { acts: readonly BulkActView[]; timeZone: string }) {
  return (
    <Table caption={messages.caption}>
      <thead>
        <tr>
          {[messages.what, messages.state, messages.progress, messages.by].map((name) => (
            <TableHead key={name}>{name}</TableHead>
          ))}
        </tr>
      </thead>
      <tbody>
        {acts.map((act) => (
          <tr key={act.id}>
            <TableCell className="min-w-48">
              <a href={`/staff/connections/bulk/${act.id}`} className="link">
                {titles[act.kind](act.total)}
              </a>
            </TableCell>
            <TableCell>
              <StateBadge state={act.state} />
            </TableCell>
            <TableCell className="whitespace-nowrap">
              {messages.progressOf(act.done + act.unchanged + act.refused, act.total)}
            </TableCell>
            <TableCell className="min-w-40">
              <Bidi text={act.createdByName} />
              <span className="block text-muted">
                <Time at={act.createdAt} timeZone={timeZone} />
              </span>
            </TableCell>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
