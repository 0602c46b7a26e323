import { Notice } from '#components/ui/notice';
import { Time } from '#components/ui/time';
import type { AttemptView } from '#web/attempts/read-attempt';

/** Attempts without an outcome yet: those being finished each by name, those left at Wise only as the latest one. */
export function UnfinishedAttempts({
  attempts,
  timeZone,
}: {
  attempts: readonly AttemptView[];
  timeZone: string;
}) {
  const pending = attempts.filter(({ state }) => state === 'pending');
  const left = attempts.find(({ state }) => state === 'open');
  if (pending.length === 0 && left === undefined) return null;
  return (
    <div className="mb-8 space-y-3">
      {pending.map((attempt) => (
        <Notice key={attempt.id} tone="info" title="A connection is being finished">
          <p>
            You came back from Wise for the attempt of <Time at={attempt.startedAt} timeZone={timeZone} />.{' '}
            <a href={`/connect/${attempt.environment}/attempts/${attempt.id}`} className="link">
              See how it goes
            </a>
          </p>
        </Notice>
      ))}
      {left === undefined ? null : (
        <Notice tone="info" title="You have not come back from Wise">
          <p>
            You began to connect on <Time at={left.startedAt} timeZone={timeZone} />. Nothing was connected.
            Go on in the page at Wise if it is still open, or start again here.
          </p>
        </Notice>
      )}
    </div>
  );
}
