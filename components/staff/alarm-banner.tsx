import type { AlarmView } from '#web/connections/staff-alarms';
import { labels } from '#web/messages/labels';
import { alarmMessages } from '#web/messages/staff/alarms';
import { Notice } from '../ui/notice';
import { Phrase } from '../ui/sentence';
import { Time } from '../ui/time';

type AlarmBannerProps = { alarms: readonly AlarmView[]; timeZone: string };

/** The open alarms: what is wrong, since when, and what to do next. */
export function AlarmBanner({ alarms, timeZone }: AlarmBannerProps) {
  if (alarms.length === 0) return null;
  return (
    <section aria-labelledby="alarms" className="mb-8">
      <h2 id="alarms" className="mb-3 font-semibold text-lg">
        {alarmMessages.heading(alarms.length)}
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
  const { environment } = alarm;
  const title =
    environment === null
      ? alarm.title
      : alarmMessages.inEnvironment(alarm.title, labels.environment[environment]);
  const time = (at: Date) => <Time at={at} timeZone={timeZone} />;
  return (
    <Notice tone="bad" title={title}>
      <div className="gap-x-12 space-y-3 lg:grid lg:grid-cols-2 lg:space-y-0">
        <p>{alarm.meaning}</p>
        <p>
          <strong className="font-semibold">{alarmMessages.whatToDo}</strong>
          {alarm.next}
        </p>
      </div>
      <p className="text-muted">
        <Phrase parts={alarmMessages.since(time(alarm.raisedAt), time(alarm.lastSeenAt))} />
      </p>
    </Notice>
  );
}
