import { staffAccountMessages } from '#web/messages/staff/account';
import type { OwnSessionView } from '#web/staff/account';
import { Tag } from '../../ui/badge';
import { Button } from '../../ui/button';
import { Time } from '../../ui/time';

const messages = staffAccountMessages.sessions;

type OwnSessionsProps = { sessions: readonly OwnSessionView[]; csrf: string; timeZone: string };

/** Where whoever looks is signed in, and the way to end it everywhere else. */
export function OwnSessions({ sessions, csrf, timeZone }: OwnSessionsProps) {
  return (
    <>
      <ul className="divide-y divide-line">
        {sessions.map((session) => (
          <li key={session.id} className="py-3 first:pt-0">
            <p className="font-medium">
              {session.device ?? messages.unknownDevice}{' '}
              {session.isThisOne ? <Tag>{messages.here}</Tag> : null}
            </p>
            <p className="text-muted text-sm wrap-anywhere">{session.network ?? messages.unknownNetwork}</p>
            <p className="text-muted text-sm">
              {messages.since}
              <Time at={session.since} timeZone={timeZone} />
              {messages.lastSeen}
              <Time at={session.lastSeenAt} timeZone={timeZone} />
            </p>
          </li>
        ))}
      </ul>
      {sessions.length > 1 ? (
        <form method="post" action="/staff/account/sign-out-others" className="mt-4">
          <input type="hidden" name="csrf" value={csrf} />
          <Button tone="quiet" busy={messages.ending}>
            {messages.endOthers}
          </Button>
        </form>
      ) : null}
    </>
  );
}
