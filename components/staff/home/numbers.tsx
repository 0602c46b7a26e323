import type { Environment } from '#lib/env/wise';
import type { DayOfConnections, EnvironmentDays } from '#web/home/read-days';
import { labels } from '#web/messages/labels';
import { staffHomeMessages } from '#web/messages/staff/home';
import { classes } from '../../ui/classes.ts';
import { DayChart } from './day-chart';

const { numbers: messages } = staffHomeMessages;

type Series = 'active' | 'connected' | 'lost' | 'disconnected';
const SERIES: readonly Series[] = ['active', 'connected', 'lost', 'disconnected'];

type NumbersProps = {
  environments: readonly EnvironmentDays[];
  days: number;
  ranges: readonly { days: number; href: string }[];
  hrefOf: (environment: Environment, series: Series, days: readonly DayOfConnections[]) => string | undefined;
};

/** How many connections there are, began and ended: for each environment, by day. */
export function Numbers({ environments, days, ranges, hrefOf }: NumbersProps) {
  return (
    <section aria-labelledby="numbers" className="mt-10">
      <div className="mb-4 flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <h2 id="numbers" className="font-semibold text-lg">
          {messages.heading}
        </h2>
        <nav aria-label={messages.ranges}>
          <ul className="flex gap-4">
            {ranges.map((range) => (
              <li key={range.days}>
                <a
                  href={range.href}
                  aria-current={range.days === days ? 'true' : undefined}
                  className={classes(
                    'inline-flex min-h-11 items-center border-b-2 text-sm sm:min-h-8',
                    range.days === days
                      ? 'border-accent font-semibold text-ink'
                      : 'border-transparent text-muted hover:text-ink',
                  )}
                >
                  {messages.range(range.days)}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      </div>
      {environments.map((each) => (
        <EnvironmentNumbers key={each.environment} of={each} days={days} hrefOf={hrefOf} />
      ))}
      <p className="text-muted text-sm">{messages.utc}</p>
    </section>
  );
}

function EnvironmentNumbers({
  of: { environment, days: each },
  days,
  hrefOf,
}: { of: EnvironmentDays } & Pick<NumbersProps, 'days' | 'hrefOf'>) {
  const name = labels.environment[environment];
  return (
    <section aria-labelledby={`numbers-${environment}`} className="mb-8">
      <h3 id={`numbers-${environment}`} className="mb-3 font-medium">
        {name}
      </h3>
      <div className="grid gap-4 sm:grid-cols-2 xl:grid-cols-4">
        {SERIES.map((series) => {
          const points = each.map((day) => ({ day: day.day, value: day[series] }));
          const isNow = series === 'active';
          const href = hrefOf(environment, series, each);
          return (
            <DayChart
              key={series}
              id={`${environment}-${series}`}
              title={messages[series].title}
              total={isNow ? (points.at(-1)?.value ?? 0) : points.reduce((sum, { value }) => sum + value, 0)}
              unit={isNow ? messages.now : messages.inDays(days)}
              {...(href === undefined ? {} : { href })}
              column={messages[series].column}
              caption={messages.tableOf(messages[series].title, name)}
              points={points}
              shape={isNow ? 'line' : 'bars'}
            />
          );
        })}
      </div>
    </section>
  );
}
