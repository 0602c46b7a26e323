import type { NoticeState, StaffNotice } from '#web/customers/staff-notices';
import { labels } from '#web/messages/labels';
import { staffCustomerMessages } from '#web/messages/staff/customer';
import { Badge, Tag, type Tone } from '../../ui/badge';
import { Time } from '../../ui/time';
import { Entries, Entry, NoEntries, Section } from './section';

const messages = staffCustomerMessages.notices;

const TONES: Record<NoticeState, Tone> = {
  sent: 'good',
  waiting: 'info',
  retrying: 'warn',
  given_up: 'bad',
};

/** What a customer was mailed about their connections, and whether it left. */
export function NoticesOf({ notices, timeZone }: { notices: readonly StaffNotice[]; timeZone: string }) {
  return (
    <Section id="notices" title={messages.title} lead={messages.lead}>
      {notices.length === 0 ? (
        <NoEntries>{messages.none}</NoEntries>
      ) : (
        <Entries>
          {notices.map(({ id, kind, connectionId, profileName, environment, createdAt, sentAt, state }) => (
            <Entry key={id}>
              <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
                <span className="font-medium">{kindText(kind)}</span>
                <Badge tone={TONES[state]}>{messages.states[state]}</Badge>
                {environment === 'production' ? null : <Tag>{labels.environment[environment]}</Tag>}
              </p>
              <p className="text-muted">
                {messages.about}
                <a href={`/staff/connections/${connectionId}`} className="link">
                  <bdi className="wrap-anywhere">{profileName}</bdi>
                </a>
                {' · '}
                <Time at={sentAt ?? createdAt} timeZone={timeZone} />
              </p>
            </Entry>
          ))}
        </Entries>
      )}
    </Section>
  );
}

/** A newer version may send what this one has no words for. */
function kindText(kind: string): string {
  const kinds: Readonly<Record<string, string>> = messages.kinds;
  return (Object.hasOwn(kinds, kind) ? kinds[kind] : undefined) ?? kind;
}
