import { staffCustomerMessages } from '#web/messages/staff/customer';
import type { SessionView } from '#web/sessions/list-sessions';
import { Button } from '../../ui/button';
import { Time } from '../../ui/time';
import { WithoutJavaScript } from '../../ui/without-javascript';
import { Entries, Entry, NoEntries, Section } from './section';

const messages = staffCustomerMessages.sessions;

type SessionsOfProps = {
  sessions: readonly SessionView[];
  timeZone: string;
  action: string;
  csrf: string;
  /** Whether this member of staff may sign the customer out. */
  isAllowed: boolean;
};

/** Where a customer is signed in now, and how to end it. */
export function SessionsOf({ sessions, timeZone, action, csrf, isAllowed }: SessionsOfProps) {
  return (
    <Section id="sessions" title={messages.title}>
      {sessions.length === 0 ? (
        <NoEntries>{messages.none}</NoEntries>
      ) : (
        <Entries>
          {sessions.map((session) => (
            <Entry key={session.id}>
              <p className="font-medium">{session.device ?? messages.unknownDevice}</p>
              <p className="text-muted wrap-anywhere">{session.network ?? messages.unknownNetwork}</p>
              <p className="text-muted">
                {messages.since}
                <Time at={session.since} timeZone={timeZone} />
                {messages.lastSeen}
                <Time at={session.lastSeenAt} timeZone={timeZone} />
              </p>
              {isAllowed && sessions.length > 1 ? (
                <SignOut
                  action={action}
                  csrf={csrf}
                  session={session.id}
                  label={messages.endOne(session.device ?? messages.unknownDevice)}
                />
              ) : null}
            </Entry>
          ))}
        </Entries>
      )}
      {sessions.length === 0 ? null : isAllowed ? (
        <form method="post" action={action} className="mt-4">
          <input type="hidden" name="csrf" value={csrf} />
          <WithoutJavaScript />
          <Button tone="quiet" busy={messages.ending} className="w-full">
            {messages.endAll}
          </Button>
        </form>
      ) : (
        <p className="mt-4 text-muted text-sm">{messages.viewOnly}</p>
      )}
    </Section>
  );
}

type SignOutProps = { action: string; csrf: string; session: string; label: string };

function SignOut({ action, csrf, session, label }: SignOutProps) {
  return (
    <form method="post" action={action} className="mt-2">
      <input type="hidden" name="csrf" value={csrf} />
      <input type="hidden" name="session" value={session} />
      <WithoutJavaScript />
      <Button tone="quiet" busy={messages.ending} aria-label={label}>
        {messages.end}
      </Button>
    </form>
  );
}
