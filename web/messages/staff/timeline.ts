import type { NoticeKind } from '#lib/contract/notifications';
import type { EventOutcome } from '#lib/contract/standings';
import { inLanguage } from '../language';

const notices: Record<NoticeKind, string> = {
  connected: 'that it’s connected',
  reconnected: 'that it’s reconnected',
  disconnected: 'that it’s disconnected',
  receipt: 'the receipt of the disconnect',
  replaced: 'that it was replaced',
  needs_reconnect: 'to reconnect',
  reconnect_link: 'a link to reconnect',
  frozen: 'that it’s paused',
  released: 'that it’s no longer paused',
  money_movement: 'that less money can move',
  unused: 'that nobody has used it',
};

const outcomes: Record<EventOutcome, string> = {
  applied: 'It changed something here.',
  kept: 'Kept for your systems to read.',
  recorded: 'Recorded.',
  unchanged: 'It changed nothing.',
  outdated: 'Older than what we knew.',
  test: 'A test message.',
  unreadable: 'We couldn’t read it.',
  failed: 'We couldn’t apply it.',
};

const en = {
  title: 'Timeline',
  pages: 'Pages of the timeline',
  none: 'Nothing yet',
  noneText: 'What happens to this connection appears here.',
  end: 'This is the start of the record.',
  note: 'Note: ',
  noteWithdrawn: 'Deleted by its author.',
  notice: {
    told: (what: string) => `Customer emailed ${what}`,
    toldOther: (kind: string) => `Customer emailed (${kind})`,
    kinds: notices,
    sent: <Part>(at: Part): readonly (string | Part)[] => ['Sent ', at],
    waiting: 'Not sent yet',
    actor: 'Email',
  },
  use: {
    times: (count: string) => `Used ${count}×`,
    once: 'Used once',
    actor: 'API key',
    noKey: 'The customer, or the vault itself',
    unknownKey: (id: string) => `Key ${id}`,
    onDay: 'on that day, last at this time',
  },
  delivery: {
    title: (type: string) => `Wise sent ${type}`,
    unknown: 'Wise sent a message',
    outcomes,
    waiting: 'Not sorted yet.',
    occurred: <Part>(at: Part): readonly (string | Part)[] => ['Happened at Wise ', at],
    actor: 'Wise',
  },
  refusal: {
    title: 'Wise refuses to renew the token',
    text: <Part>(since: Part): readonly (string | Part)[] => [
      'Since ',
      since,
      '. Too many connections are refused at once, so we don’t believe it yet and keep asking.',
    ],
    actor: 'Wise',
  },
};

/** What happened to a connection, for staff. */
export const staffTimelineMessages = inLanguage({ en });
