import type { CustomerConnection } from './customer-views';
import { wasJustHealthy } from './flash-consistency';

/** What a form of the connection's page can come to; travels to the page as one word in its address. */
export type Flash = 'checked' | 'recent' | 'unreachable' | 'check-failed' | 'disconnect-failed';

export type FlashMessage = { tone: 'good' | 'info' | 'warn'; title: string; text: string };

const WORDS: Record<Flash, FlashMessage> = {
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
export function customerFlash(
  flash: unknown,
  connection: Pick<CustomerConnection, 'status' | 'lastCheck' | 'lastCheckedAt'>,
  now: Date = new Date(),
): FlashMessage | undefined {
  if (typeof flash !== 'string' || !Object.hasOwn(WORDS, flash)) return undefined;
  if (connection.status === 'disconnected') return undefined;
  if (connection.status !== 'active' && flash !== 'disconnect-failed') return undefined;
  if (flash === 'checked' && !wasJustHealthy(connection, now)) return undefined;
  return WORDS[flash as Flash];
}
