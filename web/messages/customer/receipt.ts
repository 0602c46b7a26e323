import type { ReceiptResult } from '#lib/contract/connections';
import { inLanguage } from '../language';

type Sentence = readonly (string | Date)[];

const titles: Record<ReceiptResult, string> = {
  cancelled: 'Disconnected, and cancelled at Wise',
  ended_at_wise: 'Disconnected',
  unconfirmed: 'Disconnected here, not confirmed by Wise',
  pending: 'Disconnected here. Now cancelling at Wise',
};

const en = {
  titles,
  stopped: (partner: string): Sentence => [
    `${partner} gets no new access to this Wise profile through this connection.`,
  ],
  over: (partner: string): Sentence => [
    `${partner} can no longer use this Wise profile through this connection.`,
  ],
  cancelled: (at: Date | null): Sentence =>
    at === null
      ? ['Access given earlier was cancelled at Wise.']
      : ['Access given earlier was cancelled at Wise on ', at, '.'],
  endedAtWise: ['Wise had already ended this connection.'] satisfies Sentence,
  unconfirmed: ['Wise didn’t confirm that access given earlier is cancelled.'] satisfies Sentence,
  cancelling: [
    'We’re asking Wise to cancel access given earlier. This can take up to 15 minutes.',
  ] satisfies Sentence,
  mayWork: (until: Date): Sentence => ['Unless cancelled, access given earlier may work until ', until, '.'],
  ranOut: (at: Date): Sentence => ['Access given earlier expired on ', at, '.'],
  /** What is held besides, such as the profile's name, stays for the record: this says no more than was deleted. */
  deleted: ['We’ve deleted our access.'] satisfies Sentence,
};

/** What a disconnect came to, on the page and in the mail (design 4.5). */
export const receiptMessages = inLanguage({ en });
