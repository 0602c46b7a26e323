import type { StaffUse, StaffUses } from '#web/connections/uses';
import { staffUseMessages as messages } from '#web/messages/staff/uses';
import { formatTimeOfDay } from '../ui/format-time.ts';
import { Icon } from '../ui/icon';
import { Table, TableHead } from '../ui/table';
import { Time } from '../ui/time';
import { DayHead, KeyName, UseCell } from './use-cells';

const { columns } = messages;

type UseTableProps = StaffUses & { timeZone: string };

/** Who used a connection, and when: a table where there is room, cards on a phone, from one markup. */
export function UseTable({ uses, isCut, withinDays, timeZone }: UseTableProps) {
  const last = uses.reduce<Date | undefined>(
    (latest, { lastAt }) => (latest === undefined || lastAt > latest ? lastAt : latest),
    undefined,
  );
  return (
    <section aria-labelledby="use" className="pt-6">
      <h2 id="use" className="mb-2 font-semibold text-lg">
        {messages.title}
      </h2>
      {last === undefined ? (
        <p className="text-muted text-sm leading-6">{messages.none(withinDays)}</p>
      ) : (
        <>
          <p className="text-sm leading-6">
            {messages.last}
            <Time at={last} timeZone={timeZone} />
          </p>
          <details className="group">
            <summary className="flex min-h-11 cursor-pointer list-none items-center gap-2 py-2 font-medium text-sm">
              <Icon name="chevron-right" className="text-muted group-open:rotate-90" />
              {messages.byDay}
            </summary>
            <p className="mb-4 text-muted text-sm leading-6">{messages.lead(withinDays)}</p>
            <Lines uses={uses} withinDays={withinDays} />
            {isCut ? <p className="mt-2 text-muted text-sm leading-6">{messages.cut(uses.length)}</p> : null}
          </details>
        </>
      )}
    </section>
  );
}

function Lines({ uses, withinDays }: Pick<UseTableProps, 'uses' | 'withinDays'>) {
  return (
    <Table caption={messages.caption(withinDays)}>
      <thead className="max-md:sr-only">
        <tr>
          <TableHead>{columns.day}</TableHead>
          <TableHead>{columns.key}</TableHead>
          <TableHead>{columns.purpose}</TableHead>
          <TableHead className="md:text-right">{columns.times}</TableHead>
          <TableHead className="md:text-right">{columns.first}</TableHead>
          <TableHead className="md:text-right">{columns.last}</TableHead>
        </tr>
      </thead>
      <tbody className="max-md:block max-md:divide-y max-md:divide-line">
        {uses.map((use) => (
          <Line key={`${use.day.toISOString()} ${use.key?.id ?? ''} ${use.purpose}`} use={use} />
        ))}
      </tbody>
    </Table>
  );
}

function Line({ use: { day, key, purpose, count, firstAt, lastAt } }: { use: StaffUse }) {
  return (
    <tr className="hover:bg-raised max-md:block max-md:p-4">
      <DayHead day={day} />
      <UseCell label={columns.key}>
        <KeyName of={key} />
      </UseCell>
      <UseCell label={columns.purpose}>{messages.purposes[purpose]}</UseCell>
      <UseCell label={columns.times} isNumber>
        {messages.number(count)}
      </UseCell>
      <UseCell label={columns.first} isNumber>
        {formatTimeOfDay(firstAt)}
      </UseCell>
      <UseCell label={columns.last} isNumber>
        {formatTimeOfDay(lastAt)}
      </UseCell>
    </tr>
  );
}
