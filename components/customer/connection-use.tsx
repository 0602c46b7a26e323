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
};

/** How often the partner used a connection, when last, and day by day behind it. */
export function ConnectionUse({ use, partnerName, timeZone }: ConnectionUseProps) {
  const { lastAt, count, days, isNew, withinDays } = use;
  return (
    <Card aria-labelledby="use" className="mt-4">
      <h2 id="use" className="font-semibold">
        {messages.title(partnerName)}
      </h2>
      <p className="mt-2 max-w-prose leading-6">
        {lastAt === undefined ? (
          isNew ? (
            messages.notYet
          ) : (
            messages.notLately(withinDays)
          )
        ) : (
          <>
            <Phrase parts={messages.last(<Time at={lastAt} timeZone={timeZone} />)} />
            {messages.count(count, withinDays)}
          </>
        )}
      </p>
      <p className="mt-1 max-w-prose text-muted text-sm leading-6">{messages.means(partnerName)}</p>
      {days.length === 0 ? null : <Days days={days} />}
    </Card>
  );
}

/** The same in a line, for the card on the dashboard. */
export function LastUse({
  use: { lastAt, isNew, withinDays },
  partnerName,
  timeZone,
}: Omit<ConnectionUseProps, 'use'> & { use: UseSummary }) {
  if (lastAt !== undefined)
    return <Phrase parts={messages.card.last(partnerName, <Time at={lastAt} timeZone={timeZone} />)} />;
  return isNew ? messages.card.notYet(partnerName) : messages.card.notLately(partnerName, withinDays);
}

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
            <TableHead>{columns.day}</TableHead>
            <TableHead className="text-right">{columns.times}</TableHead>
            <TableHead className="text-right">{columns.first}</TableHead>
            <TableHead className="text-right">{columns.last}</TableHead>
          </tr>
        </thead>
        <tbody>
          {days.map(({ day, count, firstAt, lastAt }) => (
            <tr key={day.toISOString()}>
              <th
                scope="row"
                className="whitespace-nowrap border-line border-t px-4 py-3 text-left font-normal tabular-nums"
              >
                {formatDay(day)}
              </th>
              <TableCell className="text-right">{messages.number(count)}</TableCell>
              <TableCell className="text-right">{formatTimeOfDay(firstAt)}</TableCell>
              <TableCell className="text-right">{formatTimeOfDay(lastAt)}</TableCell>
            </tr>
          ))}
        </tbody>
      </Table>
      <p className="mt-2 text-muted text-sm leading-6">{messages.utc}</p>
    </details>
  );
}
