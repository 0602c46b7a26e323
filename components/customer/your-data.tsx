import { yourDataMessages as messages } from '#web/messages/customer/your-data';
import type { SessionView } from '#web/sessions/list-sessions';
import { Button } from '../ui/button';
import { Card } from '../ui/card';
import { Notice } from '../ui/notice';
import { Time } from '../ui/time';
import { WithoutJavaScript } from '../ui/without-javascript';

type OwnSessionsProps = {
  sessions: readonly SessionView[];
  currentId: string;
  csrf: string;
  timeZone: string;
};

/** Where the customer is signed in, and the way out of all of it. */
export function OwnSessions({ sessions, currentId, csrf, timeZone }: OwnSessionsProps) {
  const words = messages.sessions;
  return (
    <Card aria-labelledby="sessions">
      <h2 id="sessions" className="mb-4 font-semibold text-lg">
        {words.title}
      </h2>
      <ul className="divide-y divide-line">
        {sessions.map(({ id, device, network, since, lastSeenAt }) => (
          <li key={id} className="py-3 text-sm leading-6 first:pt-0">
            <p className="font-medium">
              {device ?? words.unknownDevice}
              {id === currentId ? <span className="text-muted"> · {words.here}</span> : null}
            </p>
            <p className="text-muted wrap-anywhere">{network ?? words.unknownNetwork}</p>
            <p className="text-muted">
              {words.since}
              <Time at={since} timeZone={timeZone} />
              {words.lastSeen}
              <Time at={lastSeenAt} timeZone={timeZone} />
            </p>
          </li>
        ))}
      </ul>
      <form method="post" action="/your-data/sign-out-everywhere" className="mt-4 space-y-2">
        <input type="hidden" name="csrf" value={csrf} />
        <WithoutJavaScript />
        <Button tone="quiet" busy={words.ending}>
          {words.endAll}
        </Button>
        <p className="text-muted text-sm">{words.hint}</p>
      </form>
    </Card>
  );
}

type EraseRequestProps = { askedAt: Date | null; partnerName: string; csrf: string; timeZone: string };

/** The customer asks to be erased, or takes it back. */
export function EraseRequest({ askedAt, partnerName, csrf, timeZone }: EraseRequestProps) {
  const words = messages.erase;
  return (
    <Card aria-labelledby="erase">
      <h2 id="erase" className="mb-4 font-semibold text-lg">
        {words.title}
      </h2>
      {askedAt === null ? (
        <ul className="list-disc space-y-2 pl-5 text-sm leading-6 marker:text-muted">
          {words.points(partnerName).map((point) => (
            <li key={point}>{point}</li>
          ))}
        </ul>
      ) : (
        <Notice tone="info" title={words.asked}>
          <p>
            {words.askedOn}
            <Time at={askedAt} timeZone={timeZone} />.
          </p>
        </Notice>
      )}
      <form method="post" action="/your-data/erasure" className="mt-4">
        <input type="hidden" name="csrf" value={csrf} />
        <input type="hidden" name="wanted" value={askedAt === null ? 'yes' : 'no'} />
        <WithoutJavaScript />
        {askedAt === null ? (
          <Button tone="quiet" busy={words.asking}>
            {words.ask}
          </Button>
        ) : (
          <Button tone="quiet" busy={words.withdrawing}>
            {words.withdraw}
          </Button>
        )}
      </form>
    </Card>
  );
}
