import { Notice } from '#components/ui/notice';
import { isConsistent } from '#web/connections/flash-consistency';
import type { StaffConnection } from '#web/connections/staff-detail';

const WORDS = {
  healthy: { tone: 'good', title: 'Checked just now: healthy', text: 'Wise accepted the token.' },
  needs_reconnect: {
    tone: 'warn',
    title: 'Checked just now: needs reconnecting',
    text: 'Wise no longer accepts the token.',
  },
  unavailable: {
    tone: 'warn',
    title: 'Wise did not answer',
    text: 'That says nothing about the connection, and nothing was changed. Try again in a few minutes.',
  },
  client_refused: {
    tone: 'bad',
    title: 'Wise refuses our client',
    text: 'That says nothing about the connection, and nothing was changed. The alarm above the list of connections says what to compare.',
  },
  recent: {
    tone: 'info',
    title: 'Checked a moment ago',
    text: 'Wise is not asked again so soon. The result is shown below as the last check.',
  },
  disconnected: {
    tone: 'info',
    title: 'Nothing to check',
    text: 'This connection was disconnected.',
  },
  'check-failed': {
    tone: 'bad',
    title: 'The check could not be made',
    text: 'Our own vault did not answer in time. Try again in a minute; if it stays like this, tell whoever runs it.',
  },
  'disconnect-failed': {
    tone: 'bad',
    title: 'Not disconnected, as far as we know',
    text: 'Our own vault did not answer in time. Look again in a minute, and try once more if it is still open.',
  },
} as const;

type FlashProps = { word: string | string[] | undefined; connection: StaffConnection };

/** The answer to what was just asked for, carried by the address as one word of a closed list. */
export function Flash({ word, connection }: FlashProps) {
  if (typeof word !== 'string' || !isKnown(word) || !isConsistent(word, connection, new Date())) return null;
  const { tone, title, text } = WORDS[word];
  return (
    <div className="mb-6">
      <Notice tone={tone} title={title} role="status">
        <p>{text}</p>
      </Notice>
    </div>
  );
}

function isKnown(value: string): value is keyof typeof WORDS {
  return Object.hasOwn(WORDS, value);
}
