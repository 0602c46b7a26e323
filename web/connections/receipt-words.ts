import type { CustomerConnection } from './customer-views';
import type { Sentence, Tone } from './words';

export type ReceiptWords = {
  tone: Exclude<Tone, 'neutral'>;
  title: string;
  lines: readonly Sentence[];
  /** The end at Wise is still being tried: the page looks again by itself. */
  isPending: boolean;
};

type Ended = Pick<CustomerConnection, 'endResult' | 'endedAt' | 'tokenMayWorkUntil'>;

/** What is held besides, such as the profile's name, stays for the record: this says no more than was erased. */
const ERASED: Sentence = ['We have erased what gave us access.'];

/**
 * What a disconnect came to, as true as we know it (design 4.5): what ended here at once, what was confirmed by
 * Wise, and until when a token handed out before may still work. When it was asked for stands above the receipt.
 */
export function receiptWords(connection: Ended, partnerName: string, now: Date): ReceiptWords {
  const stopped: Sentence = [
    `${partnerName} gets no new access to this Wise profile through this connection.`,
  ];
  switch (connection.endResult) {
    case 'cancelled':
      return {
        tone: 'good',
        title: 'Disconnected, and cancelled at Wise',
        lines: [
          [`${partnerName} can no longer use this Wise profile through this connection.`],
          ['Access handed out before was cancelled at Wise', ...on(connection.endedAt), '.'],
          ERASED,
        ],
        isPending: false,
      };
    case 'ended_at_wise':
      return {
        tone: 'good',
        title: 'Disconnected',
        lines: [stopped, ['Wise had ended this connection already.'], ...mayWork(connection, now), ERASED],
        isPending: false,
      };
    case 'unconfirmed':
      return {
        tone: 'warn',
        title: 'Disconnected here, not confirmed by Wise',
        lines: [
          stopped,
          ['Wise did not confirm that access handed out before is cancelled.'],
          ...mayWork(connection, now),
          ERASED,
        ],
        isPending: false,
      };
    default:
      return {
        tone: 'info',
        title: 'Disconnected here. Now cancelling at Wise',
        lines: [
          stopped,
          ['We are asking Wise to cancel access handed out before. This can take up to 15 minutes.'],
          ...mayWork(connection, now),
        ],
        isPending: true,
      };
  }
}

function on(when: Date | null): Sentence {
  return when === null ? [] : [' on ', when];
}

function mayWork({ tokenMayWorkUntil }: Ended, now: Date): Sentence[] {
  if (tokenMayWorkUntil === null) return [];
  return tokenMayWorkUntil > now
    ? [['Unless cancelled, access handed out before may work until ', tokenMayWorkUntil, '.']]
    : [['Access handed out before ended by itself on ', tokenMayWorkUntil, '.']];
}
