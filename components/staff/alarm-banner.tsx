import type { AlarmView } from '#web/connections/staff-alarms';
import { Notice } from '../ui/notice';
import { Time } from '../ui/time';
import { ENVIRONMENT_LABELS } from './words.ts';

type AlarmBannerProps = { alarms: readonly AlarmView[]; timeZone: string };

/** The open alarms: what is wrong, since when, and what to do next. */
export function AlarmBanner({ alarms, timeZone }: AlarmBannerProps) {
  if (alarms.length === 0) return null;
  return (
    <section aria-labelledby="alarms" className="mb-8">
      <h2 id="alarms" className="mb-3 font-semibold text-lg">
        {alarms.length === 1 ? '1 open alarm' : `${alarms.length} open alarms`}
      </h2>
      <ul className="space-y-3">
        {alarms.map((alarm) => (
          <li key={alarm.id}>
            <Alarm alarm={alarm} timeZone={timeZone} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Alarm({ alarm, timeZone }: { alarm: AlarmView; timeZone: string }) {
  const environment =
    alarm.environment === null ? '' : ` (${ENVIRONMENT_LABELS[alarm.environment].toLowerCase()})`;
  return (
    <Notice tone="bad" title={`${alarm.title}${environment}`}>
      <div className="gap-x-12 space-y-3 lg:grid lg:grid-cols-2 lg:space-y-0">
        <p>{alarm.meaning}</p>
        <p>
          <strong className="font-semibold">What to do: </strong>
          {alarm.next}
        </p>
      </div>
      <p className="text-muted">
        Since <Time at={alarm.raisedAt} timeZone={timeZone} />, last seen{' '}
        <Time at={alarm.lastSeenAt} timeZone={timeZone} />
      </p>
    </Notice>
  );
}
