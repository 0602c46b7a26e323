import { Card } from '#components/ui/card';
import { formatTimeOfDay } from '#components/ui/format-time.ts';
import { Icon } from '#components/ui/icon';
import { Phrase } from '#components/ui/sentence';
import { Table, TableCell, TableHead } from '#components/ui/table';
import { Time } from '#components/ui/time';
import type { ConnectionUse as Use, UseSummary } from '#web/connections/uses';
import { useMessages as messages } from '#web/messages/customer/uses';
import { formatDay } from '#web/messages/language';

type ConnectionUseProps = {
  use: Use;
  partnerName: string;
  timeZone: string;
  /** The connection has ended: nothing more is counted. */
  isOver?: boolean;
};

/** How often the partner used a connection, when last, and day by day behind it. */
export function ConnectionUse({ use, partnerName, timeZone, isOver = false }: ConnectionUseProps) {
  const { lastAt, count, days, withinDays } = use;
  return (
    <Card aria-labelledby="use" className="mt-4">
      <h2 id="use" className="font-semibold">
        {messages.title(partnerName)}
      </h2>
      <p className="mt-2 max-w-prose leading-6">
        {lastAt === undefined ? (
          noUse(use, isOver)
        ) : (
          <>
            <Phrase parts={messages.last(<Time at={lastAt} timeZone={timeZone} />)} />
            {messages.count(count, withinDays)}
          </>
        )}
      </p>
      <p className="mt-1 max-w-prose text-muted text-sm leading-6">
        {(isOver ? messages.meant : messages.means)(partnerName)}
      </p>
      {days.length === 0 ? null : <Days days={days} />}
    </Card>
  );
}

function noUse({ isNew, withinDays }: UseSummary, isOver: boolean): string {
  if (!isNew) return messages.notLately(withinDays);
  return isOver ? messages.never : messages.notYet;
}

/** The same in a line, for the card on the dashboard. */
export function LastUse({
  use: { lastAt, isNew, withinDays },
  partnerName,
  timeZone,
}: Omit<ConnectionUseProps, 'use' | 'isOver'> & { use: UseSummary }) {
  if (lastAt !== undefined)
    return <Phrase parts={messages.card.last(partnerName, <Time at={lastAt} timeZone={timeZone} />)} />;
  return isNew ? messages.card.notYet(partnerName) : messages.card.notLately(partnerName, withinDays);
}

/** On a phone all four columns are there without scrolling. */
const NARROW = 'max-sm:px-2';

function Days({ days }: Pick<Use, 'days'>) {
  const { columns } = messages;
  return (
    <details className="group mt-2">
      <summary className="flex min-h-11 cursor-pointer list-none items-center gap-2 py-2 font-medium text-sm">
        <Icon name="chevron-right" className="text-muted group-open:rotate-90" />
        {messages.byDay}
      </summary>
      <Table caption={messages.caption}>
        <thead>
          <tr>
            <TableHead className={NARROW}>{columns.day}</TableHead>
            {[columns.times, columns.first, columns.last].map((name) => (
              <TableHead key={name} className={`${NARROW} text-right`}>
                {name}
              </TableHead>
            ))}
          </tr>
        </thead>
        <tbody>
          {days.map(({ day, count, firstAt, lastAt }) => (
            <tr key={day.toISOString()}>
              <th
                scope="row"
                className={`${NARROW} whitespace-nowrap border-line border-t px-4 py-3 text-left font-normal tabular-nums`}
              >
                {formatDay(day)}
              </th>
              <TableCell className={`${NARROW} text-right`}>{messages.number(count)}</TableCell>
              <TableCell className={`${NARROW} text-right`}>{formatTimeOfDay(firstAt)}</TableCell>
              <TableCell className={`${NARROW} text-right`}>{formatTimeOfDay(lastAt)}</TableCell>
            </tr>
          ))}
        </tbody>
      </Table>
      <p className="mt-2 text-muted text-sm leading-6">{messages.utc}</p>
    </details>
  );
}
