import { Notice } from '#components/ui/notice';
import { Phrase } from '#components/ui/sentence';
import { Time } from '#components/ui/time';
import type { UnfinishedAttempts as Unfinished } from '#web/attempts/read-attempt';
import { dashboardMessages } from '#web/messages/customer/dashboard';

const messages = dashboardMessages.unfinished;

/** Those being finished each by name, those left at Wise only as the latest one. */
export function UnfinishedAttempts({ underWay, left, timeZone }: Unfinished & { timeZone: string }) {
  if (underWay.length === 0 && left === undefined) return null;
  const time = (at: Date) => <Time at={at} timeZone={timeZone} />;
  return (
    <div className="mb-8 space-y-3">
      {underWay.map((attempt) => (
        <Notice
          key={attempt.id}
          tone="info"
          title={attempt.state === 'held' ? messages.held : messages.pending}
        >
          <p>
            <Phrase parts={messages.pendingText(time(attempt.startedAt))} />
            <a href={`/connect/${attempt.environment}/attempts/${attempt.id}`} className="link">
              {messages.pendingStatus}
            </a>
          </p>
        </Notice>
      ))}
      {left === undefined ? null : (
        <Notice tone="info" title={messages.left}>
          <p>
            <Phrase parts={messages.leftText(time(left.startedAt))} />
          </p>
        </Notice>
      )}
    </div>
  );
}
