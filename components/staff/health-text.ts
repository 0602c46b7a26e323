import type { ConnectionReason, ConnectionStatus } from '#lib/contract/connections';
import type { RecordedWithdrawal } from '#web/connections/recorded-withdrawal';
import type { StaffConnection } from '#web/connections/staff-detail';
import { staffHealthMessages as messages } from '#web/messages/staff/health';
import { staffWithdrawalMessages } from '#web/messages/staff/withdrawal';
import type { Tone } from '../ui/badge';

export const STATUS_TONES: Record<ConnectionStatus, Tone> = {
  active: 'good',
  needs_reconnect: 'warn',
  disconnected: 'neutral',
};

type Health = Pick<StaffConnection, 'status' | 'reason' | 'lastCheck'>;

/**
 * The last check's result in a word or two; null when there was no check yet, and when the connection has ended since:
 * "Healthy" beside "Disconnected" would read as if it still worked.
 */
export function checkLabel({ status, lastCheck }: Pick<Health, 'status' | 'lastCheck'>): string | null {
  if (lastCheck === null || status === 'disconnected') return null;
  const checks: Readonly<Record<string, string>> = messages.checks;
  return (Object.hasOwn(checks, lastCheck) ? checks[lastCheck] : undefined) ?? messages.checks.unknown;
}

/** How this connection is, and what it means for the customer, in one or two sentences for staff. */
export function healthText(
  { status, reason, lastCheck }: Health,
  withdrawal: Pick<RecordedWithdrawal, 'channel'> | null = null,
): string {
  if (status === 'needs_reconnect') {
    const why: Partial<Record<ConnectionReason, string>> = messages.reconnect;
    return why[reason ?? 'lost_at_wise'] ?? messages.reconnect.lost_at_wise;
  }
  if (status === 'disconnected') {
    if (withdrawal !== null) return messages.final(staffWithdrawalMessages.health(withdrawal.channel));
    const why: Partial<Record<ConnectionReason, string>> = messages.disconnected;
    return messages.final(why[reason ?? 'erasure'] ?? messages.disconnected.erasure);
  }
  if (lastCheck === 'unavailable') return messages.active.unavailable;
  return lastCheck === null ? messages.active.notChecked : messages.active.healthy;
}

export type StaffReceipt = { tone: 'good' | 'warn'; title: string; text: string };

/** What a disconnect is known to have done at Wise (design 4.5); never more than is known. */
export function staffReceipt(endResult: string | null, tokenMayWork: boolean): StaffReceipt {
  const { cancelled, ended_at_wise: endedAtWise, unconfirmed, pending } = messages.receipts;
  switch (endResult) {
    case 'cancelled':
      return { tone: 'good', ...cancelled };
    case 'ended_at_wise':
      // A token that was issued before Wise ended the grant may outlive it: nothing is said of it at Wise.
      return { tone: tokenMayWork ? 'warn' : 'good', ...endedAtWise };
    case 'unconfirmed':
      return { tone: 'warn', ...unconfirmed, ...(tokenMayWork ? {} : { title: messages.unconfirmedRunOut }) };
    default:
      return { tone: 'warn', ...pending };
  }
}
