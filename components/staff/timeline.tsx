import type { ReactNode } from 'react';
import type { TimelineEvent } from '#web/connections/timeline';
import { staffTimelineMessages as messages } from '#web/messages/staff/timeline';
import { staffUseMessages } from '#web/messages/staff/uses';
import { Bidi } from '../ui/bidi';
import { EmptyState } from '../ui/empty-state';
import { Phrase } from '../ui/sentence';
import { Time } from '../ui/time';
import { TrailActor, TrailFacts, TrailReason } from './audit-trail';

type TimelineProps = { events: readonly TimelineEvent[]; timeZone: string };

/** What happened to a connection, newest first: what, when and by whom. */
export function Timeline({ events, timeZone }: TimelineProps) {
  if (events.length === 0) return <EmptyState title={messages.none}>{messages.noneText}</EmptyState>;
  return (
    <ol className="divide-y divide-line rounded-md border border-line">
      {events.map((event) => {
        const { title, text, actor } = view(event, timeZone);
        return (
          <li key={event.id} className="gap-x-6 p-4 sm:px-6 md:grid md:grid-cols-[11rem_minmax(0,1fr)_14rem]">
            <p className="text-muted text-sm leading-6 tabular-nums">
              <Time at={event.at} timeZone={timeZone} />
            </p>
            <div className="min-w-0">
              <h3 className="font-medium wrap-anywhere">{title}</h3>
              {text}
            </div>
            {actor}
          </li>
        );
      })}
    </ol>
  );
}

type View = { title: string; text: ReactNode; actor: ReactNode };

function view(event: TimelineEvent, timeZone: string): View {
  switch (event.source) {
    case 'trail':
      return {
        title: event.entry.what,
        text: <TrailText event={event} timeZone={timeZone} />,
        actor: <TrailActor actor={event.entry.actor} />,
      };
    case 'notice': {
      const sent = event.sentAt === null ? undefined : <Time at={event.sentAt} timeZone={timeZone} />;
      return {
        title: noticeTitle(event.kind),
        text: (
          <Muted>
            {sent === undefined ? messages.notice.waiting : <Phrase parts={messages.notice.sent(sent)} />}
          </Muted>
        ),
        actor: <Source>{messages.notice.actor}</Source>,
      };
    }
    case 'use':
      return viewOfUse(event);
    case 'delivery':
      return viewOfDelivery(event, timeZone);
    case 'refusal':
      return {
        title: messages.refusal.title,
        text: (
          <Muted>
            <Phrase parts={messages.refusal.text(<Time at={event.since} timeZone={timeZone} />)} />
          </Muted>
        ),
        actor: <Source>{messages.refusal.actor}</Source>,
      };
  }
}

type Of<Name extends TimelineEvent['source']> = Extract<TimelineEvent, { source: Name }>;

type TrailTextProps = { event: Of<'trail'>; timeZone: string };

function TrailText({ event: { entry, note }, timeZone }: TrailTextProps) {
  return (
    <>
      <TrailReason reason={entry.reason} />
      {note === null ? null : (
        <p className="mt-1 max-w-prose whitespace-pre-line wrap-anywhere">
          <span className="text-muted">{messages.note}</span>
          <bdi>{note}</bdi>
        </p>
      )}
      <TrailFacts entry={entry} timeZone={timeZone} />
    </>
  );
}

/** A newer version may send what this one has no words for. */
function noticeTitle(kind: string): string {
  const kinds: Readonly<Record<string, string>> = messages.notice.kinds;
  const what = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  return what === undefined ? messages.notice.toldOther(kind) : messages.notice.told(what);
}

function viewOfUse({ count, purpose, key }: Of<'use'>): View {
  const times = count === 1 ? messages.use.once : messages.use.times(staffUseMessages.number(count));
  return {
    title: `${times} ${messages.use.onDay}`,
    text: <Muted>{staffUseMessages.purposes[purpose]}</Muted>,
    actor: (
      <Source name={key === null ? messages.use.noKey : (key.name ?? messages.use.unknownKey(key.id))}>
        {key === null ? null : messages.use.actor}
      </Source>
    ),
  };
}

function viewOfDelivery({ eventType, outcome, occurredAt }: Of<'delivery'>, timeZone: string): View {
  return {
    title: eventType === null ? messages.delivery.unknown : messages.delivery.title(eventType),
    text: (
      <Muted>
        {outcome === null ? messages.delivery.waiting : messages.delivery.outcomes[outcome]}
        {occurredAt === null ? null : (
          <span className="block">
            <Phrase parts={messages.delivery.occurred(<Time at={occurredAt} timeZone={timeZone} />)} />
          </span>
        )}
      </Muted>
    ),
    actor: <Source>{messages.delivery.actor}</Source>,
  };
}

function Muted({ children }: { children: ReactNode }) {
  return <p className="mt-1 text-muted text-sm leading-6">{children}</p>;
}

/** Where an event comes from that no person did. */
function Source({ name, children }: { name?: string; children: ReactNode }) {
  return (
    <div className="min-w-0 text-sm leading-6 max-md:mt-2">
      {children === null ? null : <p className="text-muted">{children}</p>}
      {name === undefined ? null : <Bidi text={name} cap={60} />}
    </div>
  );
}
