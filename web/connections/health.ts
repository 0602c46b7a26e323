import type { ConnectionReason } from '#lib/contract/connections';
import { healthMessages as messages } from '#web/messages/customer/health';
import type { CustomerConnection } from './customer-views';
import type { RecordedWithdrawal } from './recorded-withdrawal';

/** A sentence with instants in it, which the page writes as `<time>`. */
export type Sentence = readonly (string | Date)[];

/** How a message is meant; the look of each is the design system's. */
export type Tone = 'good' | 'warn' | 'info' | 'neutral';

export type HealthMessage = { tone: Tone; label: string; text: Sentence };

type Health = Pick<
  CustomerConnection,
  'status' | 'reason' | 'isFrozen' | 'lastCheck' | 'lastCheckedAt' | 'disconnectedAt'
>;

/**
 * How a connection is, for its owner. Says no more than Wise does (design 2).
 *
 * @param withdrawal how they withdrew, where it was by other means than our pages.
 */
export function healthMessage(
  connection: Health,
  partnerName: string,
  withdrawal: RecordedWithdrawal | null = null,
): HealthMessage {
  if (connection.status === 'disconnected') return disconnected(connection, partnerName, withdrawal);
  if (connection.isFrozen) {
    return { tone: 'warn', label: messages.paused.label, text: [messages.paused.text(partnerName)] };
  }
  return connection.status === 'active' ? active(connection) : lost(connection);
}

function active({ lastCheck, lastCheckedAt }: Health): HealthMessage {
  const { label, notChecked, healthy, unknown } = messages.connected;
  if (lastCheckedAt === null || lastCheck === null) return { tone: 'good', label, text: [notChecked] };
  const text = lastCheck === 'healthy' ? healthy(lastCheckedAt) : unknown(lastCheckedAt);
  return { tone: 'good', label, text };
}

function lost({ reason }: Health): HealthMessage {
  const { label, reasons, otherReason, text } = messages.lost;
  const why: Partial<Record<ConnectionReason, string>> = reasons;
  return { tone: 'warn', label, text: [text(why[reason ?? 'lost_at_wise'] ?? otherReason)] };
}

function disconnected(
  { reason, disconnectedAt }: Health,
  partnerName: string,
  withdrawal: RecordedWithdrawal | null,
): HealthMessage {
  const { label, by, byOther, text, withdrew, endedBy } = messages.disconnected;
  if (withdrawal !== null) {
    const { channel, receivedOn } = withdrawal;
    const ended = text(endedBy(partnerName), disconnectedAt);
    return { tone: 'neutral', label, text: [`${withdrew(channel, receivedOn)} `, ...ended] };
  }
  const whoOf: Partial<Record<ConnectionReason, (partner: string) => string>> = by;
  const who = whoOf[reason ?? 'customer']?.(partnerName) ?? byOther;
  return { tone: 'neutral', label, text: text(who, disconnectedAt) };
}
