import type { StaffRegistrationWithout } from '#web/customers/staff-registrations';
import { labels } from '#web/messages/labels';
import { staffCustomerMessages } from '#web/messages/staff/customer';
import { Badge, Tag, type Tone } from '../../ui/badge';
import { Bidi } from '../../ui/bidi';
import { Time } from '../../ui/time';
import { refusalText } from '../refusal-text.ts';
import { Entries, Entry, Section } from './section';

const messages = staffCustomerMessages.registrations;

const TONES: Partial<Record<StaffRegistrationWithout['state'], Tone>> = { reserved: 'warn', refused: 'bad' };

type RegistrationsOfProps = { registrations: readonly StaffRegistrationWithout[]; timeZone: string };

/** Wise users that your systems made for this customer and that have no connection; nothing where there are none. */
export function RegistrationsOf({ registrations, timeZone }: RegistrationsOfProps) {
  if (registrations.length === 0) return null;
  return (
    <Section id="registrations" title={messages.title} lead={messages.lead}>
      <Entries>
        {registrations.map(({ id, environment, state, reason, email, createdAt, since }) => (
          <Entry key={id}>
            <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <Badge tone={TONES[state] ?? 'info'}>{messages.states[state].label}</Badge>
              <span className="wrap-anywhere">
                <Bidi text={email} />
              </span>
              {environment === 'production' ? null : <Tag>{labels.environment[environment]}</Tag>}
            </p>
            <p className="mt-1 max-w-prose">{messages.states[state].next}</p>
            {reason === null ? null : (
              <p className="max-w-prose">
                {messages.why}
                {refusalText(reason)}
              </p>
            )}
            <p className="text-muted">
              {messages.asked}
              <Time at={createdAt} timeZone={timeZone} />
              {messages.since}
              <Time at={since} timeZone={timeZone} />
            </p>
          </Entry>
        ))}
      </Entries>
    </Section>
  );
}
