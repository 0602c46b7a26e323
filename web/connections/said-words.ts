import { wasJustHealthy } from './borne-out';
import type { CustomerConnection } from './customer-views';

/** What a form of the connection's page can come to; travels to the page as one word in its address. */
export type Said = 'checked' | 'recent' | 'unreachable' | 'check-failed' | 'disconnect-failed';

export type SaidWords = { tone: 'good' | 'info' | 'warn'; title: string; text: string };

const WORDS: Record<Said, SaidWords> = {
  checked: { tone: 'good', title: 'Checked', text: 'Wise confirmed this connection just now.' },
  recent: {
    tone: 'info',
    title: 'Checked a moment ago',
    text: 'We don’t ask Wise again so soon. The last result is shown below.',
  },
  unreachable: {
    tone: 'info',
    title: 'Wise could not be reached',
    text: 'Nothing changed. Please check again in a few minutes.',
  },
  'check-failed': {
    tone: 'warn',
    title: 'The check could not be made',
    text: 'This is on our side, and nothing changed. Please try again in a moment.',
  },
  'disconnect-failed': {
    tone: 'warn',
    title: 'This is not disconnected yet',
    text: 'Something on our side did not answer in time. Please try again in a moment.',
  },
};

/**
 * The words for a page's address. Anybody can write an address, so "checked" is said only when the connection's own row
 * bears it out, and "not disconnected yet" only of one that is not. The others claim nothing about the connection.
 */
export function saidWords(
  said: unknown,
  connection: Pick<CustomerConnection, 'status' | 'lastCheck' | 'lastCheckedAt'>,
  now: Date = new Date(),
): SaidWords | undefined {
  if (typeof said !== 'string' || !Object.hasOwn(WORDS, said)) return undefined;
  if (connection.status === 'disconnected') return undefined;
  if (connection.status !== 'active' && said !== 'disconnect-failed') return undefined;
  if (said === 'checked' && !wasJustHealthy(connection, now)) return undefined;
  return WORDS[said as Said];
}
