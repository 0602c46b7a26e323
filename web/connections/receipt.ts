import { receiptMessages as messages } from '#web/messages/customer/receipt';
import type { CustomerConnection } from './customer-views';
import type { Sentence, Tone } from './health';

export type ReceiptMessage = {
  tone: Exclude<Tone, 'neutral'>;
  title: string;
  lines: readonly Sentence[];
  /** The end at Wise is still being tried: the page looks again by itself. */
  isPending: boolean;
};

type Ended = Pick<CustomerConnection, 'endResult' | 'endedAt' | 'tokenMayWorkUntil'>;

/**
 * What a disconnect came to, as true as we know it (design 4.5): what ended here at once, what was confirmed by
 * Wise, and until when a token issued earlier may still work. When it was asked for stands above the receipt.
 */
export function receiptMessage(connection: Ended, partnerName: string, now: Date): ReceiptMessage {
  const { titles, deleted } = messages;
  const stopped = messages.stopped(partnerName);
  const mayWork = untilWhen(connection, now);
  switch (connection.endResult) {
    case 'cancelled':
      return {
        tone: 'good',
        title: titles.cancelled,
        lines: [messages.over(partnerName), messages.cancelled(connection.endedAt), deleted],
        isPending: false,
      };
    case 'ended_at_wise':
      return {
        tone: 'good',
        title: titles.ended_at_wise,
        lines: [stopped, messages.endedAtWise, ...mayWork, deleted],
        isPending: false,
      };
    case 'unconfirmed':
      return {
        tone: 'warn',
        title: titles.unconfirmed,
        lines: [stopped, messages.unconfirmed, ...mayWork, deleted],
        isPending: false,
      };
    default:
      return {
        tone: 'info',
        title: titles.pending,
        lines: [stopped, messages.cancelling, ...mayWork],
        isPending: true,
      };
  }
}

function untilWhen({ tokenMayWorkUntil }: Ended, now: Date): Sentence[] {
  if (tokenMayWorkUntil === null) return [];
  return [tokenMayWorkUntil > now ? messages.mayWork(tokenMayWorkUntil) : messages.ranOut(tokenMayWorkUntil)];
}
