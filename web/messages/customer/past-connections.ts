import { inLanguage } from '../language';

const en = {
  title: 'Past connections',
  summary: (total: number) => `Past connections (${total})`,
  latest: (shown: number) => `These are the latest ${shown}. `,
  seeAll: (total: number) => `See all ${total}`,
  lead: (total: number) => `${total} in total, latest first. Each has a receipt.`,
  disconnected: 'Disconnected ',
  receipt: 'Receipt',
  receiptOf: (profile: string) => ` for ${profile}`,
  pages: 'Pages of past connections',
  none: { title: 'No past connections', text: 'Connections you disconnect appear here.' },
  noMore: {
    title: 'No more connections',
    text: 'You’ve seen the oldest ones.',
    back: 'Back to the latest',
  },
};

/** What a customer has disconnected, folded away on the dashboard and on a page of its own. */
export const pastConnectionsMessages = inLanguage({ en });
