import { ConnectForm } from '#components/customer/connect-form';
import { ConnectedProfile } from '#components/customer/connected-profile';
import { OutcomeHeader } from '#components/customer/outcome-header';
import { QuotedReference } from '#components/customer/quoted-reference';
import { AutoRefresh } from '#components/ui/auto-refresh';
import { Tag } from '#components/ui/badge';
import { ButtonLink } from '#components/ui/button';
import type { Environment } from '#lib/env/wise';
import type { AttemptMessage } from '#web/attempts/attempt-message';
import type { AttemptView } from '#web/attempts/read-attempt';
import { csrfToken } from '#web/http/csrf';
import { attemptMessages as messages } from '#web/messages/customer/attempts';
import { connectionMessages } from '#web/messages/customer/connection';
import { labels } from '#web/messages/labels';

const REFRESH_SECONDS = 3;

type AttemptPageProps = {
  message: AttemptMessage;
  environment: Environment;
  /** Absent when nobody is signed in here. */
  sessionId: string | undefined;
  /** Absent when the outcome belongs to no attempt of this person. */
  attempt: AttemptView | undefined;
  /** Absent when the page's address was written by hand. */
  reference: string | undefined;
};

/** What happened, in plain words, and the next step. */
export function AttemptPage({ message, environment, sessionId, attempt, reference }: AttemptPageProps) {
  return (
    <>
      <OutcomeHeader message={message} isWaiting={message.next === 'wait'}>
        {attempt?.isSlow ? <p>{messages.slow}</p> : null}
      </OutcomeHeader>
      {environment === 'sandbox' ? (
        <p className="mb-6 text-muted text-sm">
          <Tag>{labels.environment.sandbox}</Tag> {messages.sandbox}
        </p>
      ) : null}
      {attempt?.connection ? <ConnectedProfile connection={attempt.connection} /> : null}
      {message.next === 'wait' ? <AutoRefresh seconds={REFRESH_SECONDS} /> : null}
      <div className="mt-8 flex flex-wrap gap-3">
        {sessionId === undefined ? (
          <ButtonLink href="/sign-in" tone="primary">
            {messages.signIn}
          </ButtonLink>
        ) : (
          <>
            {message.next === 'retry' ? (
              <ConnectForm environment={environment} csrf={csrfToken(sessionId)} label={messages.retry} />
            ) : null}
            <ButtonLink href="/dashboard" tone={message.next === 'connections' ? 'primary' : 'quiet'}>
              {connectionMessages.goToConnections}
            </ButtonLink>
            {attempt?.connection && attempt.connection.status !== 'disconnected' ? (
              <ButtonLink href={`/connections/${attempt.connection.id}?confirm=disconnect`}>
                {messages.disconnect}
              </ButtonLink>
            ) : null}
          </>
        )}
      </div>
      {reference === undefined ? null : <QuotedReference reference={reference} />}
    </>
  );
}
