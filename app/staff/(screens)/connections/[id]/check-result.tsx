import { Notice } from '#components/ui/notice';

const RESULTS = {
  healthy: { tone: 'good', title: 'Checked just now: healthy', text: 'Wise accepted the token.' },
  needs_reconnect: {
    tone: 'warn',
    title: 'Checked just now: needs a reconnect',
    text: 'Wise no longer accepts the token.',
  },
  unavailable: {
    tone: 'warn',
    title: 'Wise did not answer',
    text: 'That says nothing about the connection, and nothing was changed. Try again in a few minutes.',
  },
  recent: {
    tone: 'info',
    title: 'Checked less than 5 minutes ago',
    text: 'That result stands; it is shown below as the last check.',
  },
  disconnected: {
    tone: 'info',
    title: 'Nothing to check',
    text: 'This connection was disconnected.',
  },
} as const;

/** The answer to "check now", carried by the address as one word of a closed list. */
export function CheckResult({ result }: { result: string | string[] | undefined }) {
  if (typeof result !== 'string' || !isResult(result)) return null;
  const { tone, title, text } = RESULTS[result];
  return (
    <div className="mb-6">
      <Notice tone={tone} title={title} role="status">
        <p>{text}</p>
      </Notice>
    </div>
  );
}

function isResult(value: string): value is keyof typeof RESULTS {
  return Object.hasOwn(RESULTS, value);
}
