import type { CustomerConnection } from './customer-views';
import type { Sentence, Tone } from './words';

export type ReceiptWords = {
  tone: Exclude<Tone, 'neutral'>;
  title: string;
  lines: readonly Sentence[];
  /** The end at Wise is still being tried: the page looks again by itself. */
  isPending: boolean;
};

type Ended = Pick<CustomerConnection, 'disconnectedAt' | 'endResult' | 'endedAt' | 'tokenMayWorkUntil'>;

/**
 * What a disconnect came to, as true as we know it (design 4.5): what ended here at once, what was confirmed by
 * Wise, and until when a token handed out before may still work.
 */
export function receiptWords(connection: Ended, partnerName: string, now: Date): ReceiptWords {
  const stopped: Sentence =
    connection.disconnectedAt === null
      ? [`${partnerName} can get no more access to this Wise profile from here.`]
      : [
          'Since ',
          connection.disconnectedAt,
          ` ${partnerName} gets no more access to this Wise profile from here.`,
        ];
  switch (connection.endResult) {
    case 'cancelled':
      return {
        tone: 'good',
        title: 'Disconnected, and cancelled at Wise',
        lines: [
          stopped,
          ['Access that had been handed out before was cancelled at Wise', ...at(connection.endedAt), '.'],
          ['We have erased what we held.'],
        ],
        isPending: false,
      };
    case 'ended_at_wise':
      return {
        tone: 'good',
        title: 'Disconnected',
        lines: [
          stopped,
          ['Wise had ended this connection already. We have erased what we held.'],
          ...mayWork(connection, now),
        ],
        isPending: false,
      };
    case 'unconfirmed':
      return {
        tone: 'warn',
        title: 'Disconnected here, not confirmed by Wise',
        lines: [
          stopped,
          ['Wise did not confirm that access handed out before is cancelled. We have erased what we held.'],
          ...mayWork(connection, now),
        ],
        isPending: false,
      };
    default:
      return {
        tone: 'info',
        title: 'Disconnected here. Now cancelling at Wise',
        lines: [
          stopped,
          ['We are cancelling at Wise what was handed out before. This can take up to 15 minutes.'],
          ...mayWork(connection, now),
        ],
        isPending: true,
      };
  }
}

function at(when: Date | null): Sentence {
  return when === null ? [] : [', ', when];
}

function mayWork({ tokenMayWorkUntil }: Ended, now: Date): Sentence[] {
  if (tokenMayWorkUntil === null) return [];
  return tokenMayWorkUntil > now
    ? [['Unless cancelled, access that was already handed out may work until ', tokenMayWorkUntil, '.']]
    : [['Access that was handed out before ran out by itself, ', tokenMayWorkUntil, '.']];
}
