import { ConnectForm } from '#components/customer/connect-form';
import { ConnectedProfile } from '#components/customer/connected-profile';
import { OutcomeHeader } from '#components/customer/outcome-header';
import { QuotedReference } from '#components/customer/quoted-reference';
import { AutoRefresh } from '#components/ui/auto-refresh';
import { Tag } from '#components/ui/badge';
import { ButtonLink } from '#components/ui/button';
import type { Environment } from '#lib/env/wise';
import type { AttemptView } from '#web/attempts/read-attempt';
import type { AttemptWords } from '#web/attempts/words';
import { csrfToken } from '#web/http/csrf';

const REFRESH_SECONDS = 3;

type AttemptPageProps = {
  words: AttemptWords;
  environment: Environment;
  /** Absent when nobody is signed in here. */
  sessionId: string | undefined;
  /** Absent when the outcome belongs to no attempt of this person. */
  attempt: AttemptView | undefined;
  /** Absent when the page's address was written by hand. */
  reference: string | undefined;
};

/** What happened, in plain words, and the next step. */
export function AttemptPage({ words, environment, sessionId, attempt, reference }: AttemptPageProps) {
  return (
    <>
      <OutcomeHeader words={words} isWaiting={words.next === 'wait'}>
        {attempt?.isSlow ? (
          <p>
            This takes longer than usual. You may leave this page: once it is connected, the profile stands
            among your connections.
          </p>
        ) : null}
      </OutcomeHeader>
      {environment === 'sandbox' ? (
        <p className="mb-6 text-muted text-sm">
          <Tag>Sandbox</Tag> Wise’s place for tests: nothing here is real.
        </p>
      ) : null}
      {attempt?.connection ? <ConnectedProfile connection={attempt.connection} /> : null}
      {words.next === 'wait' ? <AutoRefresh seconds={REFRESH_SECONDS} /> : null}
      <div className="mt-8 flex flex-wrap gap-3">
        {sessionId === undefined ? (
          <ButtonLink href="/sign-in" tone="primary">
            Sign in
          </ButtonLink>
        ) : (
          <>
            {words.next === 'retry' ? (
              <ConnectForm environment={environment} csrf={csrfToken(sessionId)} label="Try again" />
            ) : null}
            <ButtonLink href="/dashboard" tone={words.next === 'connections' ? 'primary' : 'quiet'}>
              Go to your connections
            </ButtonLink>
            {attempt?.connection && attempt.connection.status !== 'disconnected' ? (
              <ButtonLink href={`/connections/${attempt.connection.id}?confirm=disconnect`}>
                Disconnect
              </ButtonLink>
            ) : null}
          </>
        )}
      </div>
      {reference === undefined ? null : <QuotedReference reference={reference} />}
    </>
  );
}
