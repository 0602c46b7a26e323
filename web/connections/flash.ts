import { customerFlashMessages } from '#web/messages/customer/flash';
import type { CustomerConnection } from './customer-views';
import { wasJustHealthy } from './flash-consistency';

/** What a form of the connection's page can come to; travels to the page as one word (`web/http/flash.ts`). */
export type Flash = keyof typeof customerFlashMessages;

export type FlashMessage = { tone: 'good' | 'info' | 'warn'; title: string; text: string };

const TONES: Record<Flash, FlashMessage['tone']> = {
  checked: 'good',
  recent: 'info',
  unreachable: 'info',
  'check-failed': 'warn',
  'verification-sent': 'info',
  'verification-unfinished': 'info',
  'verification-none': 'info',
  'verification-unavailable': 'warn',
  'disconnect-failed': 'warn',
};

/**
 * The message that an address named. Anybody can write an address, so "checked" is said only when the connection's own row
 * bears it out, and "not disconnected yet" only of one that is not. The others claim nothing about the connection.
 */
export function customerFlash(
  flash: unknown,
  connection: Pick<CustomerConnection, 'status' | 'lastCheck' | 'lastCheckedAt'>,
  now: Date = new Date(),
): FlashMessage | undefined {
  if (typeof flash !== 'string' || !isFlash(flash)) return undefined;
  if (connection.status === 'disconnected') return undefined;
  if (connection.status !== 'active' && flash !== 'disconnect-failed') return undefined;
  if (flash === 'checked' && !wasJustHealthy(connection, now)) return undefined;
  return { tone: TONES[flash], ...customerFlashMessages[flash] };
}

function isFlash(value: string): value is Flash {
  return Object.hasOwn(TONES, value);
}
