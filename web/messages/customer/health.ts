import type { DISCONNECT_REASONS, LOST_REASONS } from '#lib/contract/connections';
import type { WithdrawalChannel } from '#lib/contract/withdrawals';
import { labels } from '../labels';
import { formatDay, inLanguage } from '../language';

type Sentence = readonly (string | Date)[];

const lost: Record<(typeof LOST_REASONS)[number], string> = {
  lost_at_wise:
    'Wise no longer accepts this connection. You may have removed it at Wise or changed your details there. Wise doesn’t tell us which.',
  replaced:
    'The same Wise profile was connected again under another sign-in. A profile can only be connected once. If that wasn’t you or someone you work with, check your Wise account.',
  user_deactivated: 'Wise tells us that the Wise account was deactivated.',
};

const disconnectedBy: Record<(typeof DISCONNECT_REASONS)[number], (partner: string) => string> = {
  customer: () => 'You disconnected it',
  staff: (partner) => `${partner} disconnected it`,
  incident: (partner) => `${partner} disconnected it for safety`,
  erasure: (partner) => `${partner} disconnected it when your data was erased`,
};

const en = {
  paused: {
    label: 'Paused',
    text: (partner: string) => `${partner} has paused this connection. It won’t be used while paused.`,
  },
  connected: {
    label: 'Connected',
    notChecked: 'It hasn’t been checked since you connected it.',
    healthy: (at: Date): Sentence => ['Working. Last checked ', at, '.'],
    unknown: (at: Date): Sentence => [
      'When we last checked, ',
      at,
      ', Wise didn’t respond properly. We’ll keep trying. You don’t need to do anything.',
    ],
  },
  lost: {
    label: 'Needs reconnecting',
    reasons: lost,
    otherReason: 'Wise no longer accepts this connection.',
    text: (why: string) => `${why} Reconnect to use it again.`,
  },
  disconnected: {
    label: 'Disconnected',
    by: disconnectedBy,
    byOther: 'It was disconnected',
    withdrew: (channel: WithdrawalChannel, receivedOn: Date) =>
      `You withdrew your consent ${labels.withdrew[channel]}, received on ${formatDay(receivedOn)}.`,
    endedBy: (partner: string) => `${partner} ended the connection`,
    text: (who: string, at: Date | null): Sentence => (at === null ? [`${who}.`] : [`${who} on `, at, '.']),
  },
};

/** How a connection is, for its owner. Says no more than Wise does (design 2). */
export const healthMessages = inLanguage({ en });
