import type { DISCONNECT_REASONS, LOST_REASONS, ReceiptResult } from '#lib/contract/connections';
import { inLanguage } from '../language';

const reconnect: Record<(typeof LOST_REASONS)[number], string> = {
  lost_at_wise:
    'Wise no longer accepts the token. Most often the customer removed the app at Wise. The customer has to connect again.',
  replaced:
    'Another customer connected the same Wise profile later. A profile can only be connected once. This customer has to connect again.',
  user_deactivated:
    'The Wise user was deactivated. The customer has to resolve that with Wise, then connect again.',
};

const disconnected: Record<(typeof DISCONNECT_REASONS)[number], string> = {
  customer: 'The customer disconnected.',
  staff: 'Staff disconnected it.',
  incident: 'It was disconnected during an incident.',
  erasure: 'It was disconnected when personal data was erased.',
};

const receipts: Record<ReceiptResult, { title: string; text: string }> = {
  cancelled: {
    title: 'Cancelled at Wise',
    text: 'Our last renewal at Wise ended every token issued before, and we deleted ours.',
  },
  ended_at_wise: {
    title: 'Already ended at Wise',
    text: 'Wise had ended the grant before, so there was nothing left to cancel there. We hold no token.',
  },
  unconfirmed: {
    title: 'Not confirmed by Wise',
    text: 'We deleted our tokens, but Wise didn’t confirm the cancellation in time.',
  },
  pending: {
    title: 'Being cancelled at Wise',
    text: 'No tokens are issued any more. We’re still asking Wise to cancel, for at most 15 minutes.',
  },
};

const en = {
  checks: {
    healthy: 'Healthy',
    needs_reconnect: 'Needs reconnecting',
    unavailable: 'Wise didn’t respond',
    disconnected: 'Disconnected',
    unknown: 'Unknown',
  },
  active: {
    healthy: 'Wise accepted the token at the last check.',
    unavailable:
      'Wise didn’t respond to the last check. That says nothing about the connection, and we’ll check again by ourselves.',
    notChecked: 'It hasn’t been checked since it was connected.',
  },
  reconnect,
  disconnected,
  final: (why: string) => `${why} It can’t be undone, but the customer can connect again.`,
  frozen: 'Frozen',
  frozenText: <Part>(since: Part): readonly (string | Part)[] => [
    'No tokens have been issued since ',
    since,
    ', and none are renewed on schedule. Disconnecting still works.',
  ],
  receipts,
  unconfirmedRunOut: 'Not confirmed by Wise. The tokens have expired since',
  mayWork: <Part>(until: Part): readonly (string | Part)[] => [
    'A token that was already issued may work until ',
    until,
    '.',
  ],
  staysListed:
    'The app stays listed in the customer’s Wise account until they remove it there. That ends the grant itself.',
  deleted: <Part>(at: Part): readonly (string | Part)[] => ['Deleted ', at],
};

/** How a connection is, and what a disconnect came to, for staff. */
export const staffHealthMessages = inLanguage({ en });
