import { formatDay, LOCALE } from '#web/messages/language';
import { staffHomeMessages } from '#web/messages/staff/home';
import { Icon } from '../../ui/icon';
import { Table, TableCell, TableHead } from '../../ui/table';
import { barsOf, CHART, lineOf, topOf } from './chart-shape.ts';

const { numbers: messages } = staffHomeMessages;
const NUMBER = new Intl.NumberFormat(LOCALE);

export type Point = { day: string; value: number };

export type DayChartProps = {
  /** Unique on the page. */
  id: string;
  title: string;
  /** The number that stands for the whole, and what it is of: `3 in 30 days`. */
  total: number;
  unit: string;
  /** The list that the number counts. */
  href?: string;
  column: string;
  /** What its table is called. */
  caption: string;
  points: readonly Point[];
  shape: 'bars' | 'line';
};

/**
 * One number by day: a drawing that has its own description, and the table behind it. Drawn with attributes alone, because the
 * policy lets no style attribute be; one series, so no colour has to be told from another.
 */
export function DayChart({ column, caption, ...rest }: DayChartProps) {
  const { title, points } = rest;
  return (
    <div className="min-w-0 rounded-md border border-line bg-surface p-4">
      <h4 className="text-muted text-sm">{title}</h4>
      <Total {...rest} />
      <Drawing {...rest} />
      <DayTable title={title} column={column} caption={caption} points={points} />
    </div>
  );
}

function Total({ title, total, unit, href }: Pick<DayChartProps, 'title' | 'total' | 'unit' | 'href'>) {
  const number = NUMBER.format(total);
  const count = <span className="font-semibold text-title tabular-nums">{number}</span>;
  return (
    <p className="mt-1 flex flex-wrap items-baseline gap-x-2">
      {href === undefined ? (
        count
      ) : (
        <a href={href} className="link" aria-label={messages.linkTo(title, number, unit)}>
          {count}
        </a>
      )}
      <span className="text-muted text-sm">{unit}</span>
    </p>
  );
}

function Drawing({ id, title, points, shape }: Pick<DayChartProps, 'id' | 'title' | 'points' | 'shape'>) {
  const values = points.map(({ value }) => value);
  const top = topOf(values);
  const from = formatDay(new Date(points.at(0)?.day ?? ''));
  const to = formatDay(new Date(points.at(-1)?.day ?? ''));
  const [least, most] = [NUMBER.format(Math.min(...values)), NUMBER.format(Math.max(...values))];
  return (
    <div className="mt-3 grid grid-cols-[minmax(0,1fr)_auto] gap-x-2">
      <svg
        role="img"
        aria-labelledby={`${id}-name ${id}-description`}
        viewBox={`0 0 ${CHART.width} ${CHART.height}`}
        preserveAspectRatio="none"
        className="h-24 w-full border-line border-y text-accent print:text-ink"
      >
        <title id={`${id}-name`}>{title}</title>
        <desc id={`${id}-description`}>{messages.description({ title, from, to, least, most })}</desc>
        {shape === 'bars' ? <Bars points={points} top={top} /> : <Line values={values} top={top} />}
      </svg>
      <p aria-hidden="true" className="flex h-24 flex-col justify-between text-muted text-xs tabular-nums">
        <span>{NUMBER.format(top)}</span>
        <span>0</span>
      </p>
      <p aria-hidden="true" className="mt-1 flex justify-between text-muted text-xs">
        <span>{from}</span>
        <span>{to}</span>
      </p>
    </div>
  );
}

function DayTable({
  title,
  column,
  caption,
  points,
}: Pick<DayChartProps, 'title' | 'column' | 'caption' | 'points'>) {
  return (
    <details className="group mt-2">
      <summary className="inline-flex min-h-11 cursor-pointer list-none items-center gap-1 text-muted text-sm hover:text-ink sm:min-h-8">
        <Icon name="chevron-right" className="size-4 group-open:rotate-90" />
        {messages.table}
        <span className="sr-only">: {title}</span>
      </summary>
      <div className="mt-2 max-h-80 overflow-y-auto">
        <Table caption={caption}>
          <thead>
            <tr>
              <TableHead>{messages.day}</TableHead>
              <TableHead wraps className="text-right">
                {column}
              </TableHead>
            </tr>
          </thead>
          <tbody>
            {points.toReversed().map(({ day, value }) => (
              <tr key={day}>
                <TableCell className="whitespace-nowrap py-1.5">{formatDay(new Date(day))}</TableCell>
                <TableCell className="py-1.5 text-right">{NUMBER.format(value)}</TableCell>
              </tr>
            ))}
          </tbody>
        </Table>
      </div>
    </details>
  );
}

function Bars({ points, top }: { points: readonly Point[]; top: number }) {
  const bars = barsOf(
    points.map(({ value }) => value),
    top,
  );
  return bars.map((bar, at) => {
    const { day = '', value = 0 } = points[at] ?? {};
    if (bar.height === 0) return null;
    return (
      <rect key={day} {...bar} fill="currentColor">
        <title>{messages.point(formatDay(new Date(day)), NUMBER.format(value))}</title>
      </rect>
    );
  });
}

function Line({ values, top }: { values: readonly number[]; top: number }) {
  const { line, area } = lineOf(values, top);
  return (
    <>
      <path d={area} fill="currentColor" fillOpacity="0.14" />
      <path d={line} fill="none" stroke="currentColor" strokeWidth="2" vectorEffect="non-scaling-stroke" />
    </>
  );
}
