/** Whose events a subscription hears of: all that a client is connected to, or one profile. */
export type Domain = 'application' | 'profile';

type EventType = { domains: readonly Domain[]; versions: readonly string[] };

const BOTH = ['application', 'profile'] as const;
const APPLICATION = ['application'] as const;

/** The 29 that can be subscribed to, and in which versions (docs/wise.md 12.7). */
export const EVENT_TYPES: Readonly<Record<string, EventType>> = {
  'transfers#state-change': { domains: BOTH, versions: ['2.0.0', '4.0.0'] },
  'transfers#active-cases': { domains: BOTH, versions: ['2.0.0', '4.0.0'] },
  'transfers#payout-failure': { domains: BOTH, versions: ['2.0.0'] },
  'transfers#refund': { domains: BOTH, versions: ['1.0.0'] },
  'account-details-payment#state-change': { domains: BOTH, versions: ['2.0.0', '4.0.0'] },
  'balances#update': { domains: BOTH, versions: ['3.0.0', '4.0.0'] },
  'balances#account-state-change': { domains: APPLICATION, versions: ['2.0.0'] },
  'batch-payment-initiations#state-change': { domains: APPLICATION, versions: ['2.0.0'] },
  'bulk-settlement#payment-received': { domains: APPLICATION, versions: ['3.0.0', '4.0.0'] },
  'incoming-transfer#credited': { domains: BOTH, versions: ['4.0.0'] },
  'swift-in#credit': { domains: BOTH, versions: ['3.0.0', '4.3.0'] },
  'swift#message-received': { domains: BOTH, versions: ['4.0.0'] },
  'recipients#state-change': { domains: BOTH, versions: ['4.0.0'] },
  'hold-limit-breach#update': { domains: BOTH, versions: ['4.0.0'] },
  'account-details-order#order-state-change': { domains: APPLICATION, versions: ['2.0.0'] },
  'profiles#verification-state-change': { domains: APPLICATION, versions: ['2.0.0'] },
  'profiles#cdd-check-state-change': { domains: APPLICATION, versions: ['2.0.0'] },
  'profiles#state-change': { domains: APPLICATION, versions: ['2.0.0', '4.0.0'] },
  'profiles#overdraft-limit-threshold': { domains: APPLICATION, versions: ['2.0.0'] },
  'users#state-change': { domains: APPLICATION, versions: ['2.0.0'] },
  'kyc-reviews#state-change': { domains: APPLICATION, versions: ['2.0.0', '5.0.0'] },
  'partner-support#case-changed': { domains: APPLICATION, versions: ['2.0.0', '4.0.0', '5.0.0'] },
  'transaction-disputes#update': { domains: APPLICATION, versions: ['2.0.0'] },
  'cards#transaction-state-change': { domains: APPLICATION, versions: ['2.0.0'] },
  'cards#card-status-change': { domains: APPLICATION, versions: ['2.0.0'] },
  'cards#card-order-status-change': { domains: APPLICATION, versions: ['2.0.0'] },
  'cards#card-production-status-change': { domains: APPLICATION, versions: ['2.0.0'] },
  'cards#3ds-challenge': { domains: APPLICATION, versions: ['2.0.0'] },
  'cards#manual-provisioning-verification': { domains: APPLICATION, versions: ['2.0.0'] },
};
