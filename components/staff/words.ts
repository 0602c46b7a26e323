import type { ConnectionStatus, Environment, ProfileType } from '#lib/db/generated/enums';
import type { StaffConnection } from '#web/connections/staff-detail';
import type { Tone } from '../ui/badge';

export const STATUS_LABELS: Record<ConnectionStatus, string> = {
  active: 'Active',
  needs_reconnect: 'Needs reconnecting',
  disconnected: 'Disconnected',
};

export const STATUS_TONES: Record<ConnectionStatus, Tone> = {
  active: 'good',
  needs_reconnect: 'warn',
  disconnected: 'neutral',
};

export const PROFILE_TYPE_LABELS: Record<ProfileType, string> = {
  personal: 'Personal',
  business: 'Business',
};

export const ENVIRONMENT_LABELS: Record<Environment, string> = {
  production: 'Production',
  sandbox: 'Sandbox',
};

const CHECK_LABELS: Readonly<Record<string, string>> = {
  healthy: 'Healthy',
  needs_reconnect: 'Needs reconnecting',
  unavailable: 'Wise did not answer',
  disconnected: 'Disconnected',
};

type Health = Pick<StaffConnection, 'status' | 'reason' | 'lastCheck'>;

/**
 * The last check's result in a word or two; null when there was no check yet, and when the connection has ended since:
 * "Healthy" beside "Disconnected" would read as if it still worked.
 */
export function checkLabel({ status, lastCheck }: Pick<Health, 'status' | 'lastCheck'>): string | null {
  if (lastCheck === null || status === 'disconnected') return null;
  return (Object.hasOwn(CHECK_LABELS, lastCheck) ? CHECK_LABELS[lastCheck] : undefined) ?? 'Not clear';
}

/** How this connection is, and what it means for the customer, in one or two sentences for staff. */
export function healthWords({ status, reason, lastCheck }: Health): string {
  if (status === 'needs_reconnect') return reconnectWords(reason);
  if (status === 'disconnected')
    return `${disconnectWords(reason)} That is final; the customer can connect again.`;
  if (lastCheck === 'unavailable')
    return 'Wise did not answer the last check, which says nothing about the connection; it is asked again by itself.';
  if (lastCheck === null) return 'It has not been checked since it was connected.';
  return 'Wise accepted the token at the last check.';
}

function reconnectWords(reason: Health['reason']): string {
  if (reason === 'replaced')
    return 'Another customer connected the same Wise profile later. This customer has to connect again; only one of them can hold the profile.';
  if (reason === 'user_deactivated')
    return 'The Wise user was deactivated. The customer has to settle that with Wise, then connect again.';
  return 'Wise no longer accepts the token; most often the customer removed the app at Wise. The customer has to connect again.';
}

function disconnectWords(reason: Health['reason']): string {
  if (reason === 'customer') return 'The customer disconnected.';
  if (reason === 'staff') return 'Staff disconnected it.';
  if (reason === 'incident') return 'It was disconnected while an incident was handled.';
  return 'It was disconnected when personal data was erased.';
}

export type ReceiptWords = { tone: 'good' | 'warn'; title: string; text: string };

/** What a disconnect is known to have done at Wise (design 4.5); never more than is known. */
export function receiptWords(endResult: string | null, tokenMayWork: boolean): ReceiptWords {
  if (endResult === 'cancelled')
    return {
      tone: 'good',
      title: 'Cancelled at Wise',
      text: 'Our last renewal at Wise ended every token handed out before, and we erased ours.',
    };
  if (endResult === 'ended_at_wise')
    return {
      // A token that was handed out before Wise ended the grant may outlive it: nothing is said of it at Wise.
      tone: tokenMayWork ? 'warn' : 'good',
      title: 'Already ended at Wise',
      text: 'Wise had ended the grant before, so there was nothing left to cancel there, and we hold no token.',
    };
  if (endResult === 'unconfirmed')
    return {
      tone: 'warn',
      title: tokenMayWork ? 'Not confirmed by Wise' : 'Not confirmed by Wise; tokens have run out since',
      text: 'We erased our tokens, but Wise did not confirm the cancellation in time.',
    };
  return {
    tone: 'warn',
    title: 'Being cancelled at Wise',
    text: 'Nothing is handed out any more. We are still asking Wise to cancel, for at most 15 minutes.',
  };
}
