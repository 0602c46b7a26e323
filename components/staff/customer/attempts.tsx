import type { AttemptMessage } from '#web/attempts/attempt-message';
import type { AttemptState } from '#web/attempts/outcomes';
import type { StaffAttempt } from '#web/attempts/staff-attempts';
import { labels } from '#web/messages/labels';
import { staffCustomerMessages } from '#web/messages/staff/customer';
import { referenceMessages } from '#web/messages/staff/references';
import { Badge, Tag, type Tone } from '../../ui/badge';
import { Time } from '../../ui/time';
import { refusalText } from '../refusal-text.ts';
import { Entries, Entry, NoEntries, Section } from './section';

const messages = staffCustomerMessages.attempts;

export type ToldAttempt = StaffAttempt & { told: AttemptMessage };

/** Why a customer could not connect: each attempt with its outcome in plain words, and what the customer was told. */
export function AttemptsOf({ attempts, timeZone }: { attempts: readonly ToldAttempt[]; timeZone: string }) {
  return (
    <Section id="attempts" title={messages.title} lead={messages.lead}>
      {attempts.length === 0 ? (
        <NoEntries>{messages.none}</NoEntries>
      ) : (
        <Entries>
          {attempts.map((attempt) => (
            <One key={attempt.id} attempt={attempt} timeZone={timeZone} />
          ))}
        </Entries>
      )}
    </Section>
  );
}

const TONES: Partial<Record<AttemptState, Tone>> = {
  connected: 'good',
  configuration_wrong: 'bad',
  held: 'bad',
  wise_unavailable: 'warn',
  interrupted: 'warn',
  not_yours: 'warn',
  profile_mismatch: 'warn',
  identity_mismatch: 'warn',
  identity_unknown: 'warn',
  wise_error: 'warn',
};

function One({ attempt, timeZone }: { attempt: ToldAttempt; timeZone: string }) {
  const { state, refusal, environment, reference, startedAt, cameBackAt, connectionId, told } = attempt;
  return (
    <Entry>
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Badge tone={TONES[state] ?? 'info'}>{messages.outcomes[state]}</Badge>
        <span className="text-muted tabular-nums">{messages.reference(reference)}</span>
        {environment === 'production' ? null : <Tag>{labels.environment[environment]}</Tag>}
      </p>
      <p className="mt-1 max-w-prose">{referenceMessages.attempts[state]}</p>
      {refusal === null || refusal === state ? null : (
        <p className="max-w-prose">
          {messages.why}
          {refusalText(refusal)}
        </p>
      )}
      <p className="text-muted">
        {messages.started}
        <Time at={startedAt} timeZone={timeZone} />
        {cameBackAt === null ? null : (
          <>
            {messages.back}
            <Time at={cameBackAt} timeZone={timeZone} />
          </>
        )}
      </p>
      {connectionId === null ? null : (
        <a
          href={`/staff/connections/${connectionId}`}
          className="link inline-flex min-h-11 items-center sm:min-h-6"
        >
          {messages.connection}
        </a>
      )}
      <details className="mt-1">
        <summary className="inline-flex min-h-11 cursor-pointer items-center text-muted underline underline-offset-4 hover:text-ink sm:min-h-6">
          {messages.told}
        </summary>
        <blockquote className="mt-1 max-w-prose border-line border-l-2 pl-3">
          <p className="font-medium">{told.title}</p>
          {told.text.map((paragraph) => (
            <p key={paragraph}>{paragraph}</p>
          ))}
        </blockquote>
      </details>
    </Entry>
  );
}
