import { expect, test } from 'vitest';
import type { ExchangeState } from '#lib/contract/connections';
import { type AttemptFacts, attemptState } from './outcomes';

const open: AttemptFacts = {
  outcome: null,
  isClaimed: false,
  isExpired: false,
  isSubmissionOver: false,
  exchange: null,
};
const claimed = { ...open, isClaimed: true };
const at = (state: NonNullable<AttemptFacts['exchange']>['state'], reason: string | null = null) =>
  attemptState({ ...claimed, exchange: { state, reason, isHeld: false } });

test.each([
  ['sent', null, 'pending'],
  ['received', null, 'pending'],
  ['connected', null, 'connected'],
  ['refused', 'profile_mismatch', 'profile_mismatch'],
  ['refused', 'no_profile', 'no_profile'],
  ['refused', 'replaced', 'replaced'],
  ['refused', 'identity_mismatch', 'identity_mismatch'],
  ['refused', 'identity_unknown', 'identity_unknown'],
  ['refused', 'something new', 'interrupted'],
  ['failed', 'code_refused', 'expired'],
  ['failed', 'client_refused', 'configuration_wrong'],
  ['failed', 'wise_unavailable', 'wise_unavailable'],
  ['failed', 'unreadable_answer', 'wise_unavailable'],
  ['failed', null, 'wise_unavailable'],
  ['interrupted', null, 'interrupted'],
] as const)('an exchange %s (%s) is shown as %s', (state, reason, shown) => {
  expect(at(state, reason)).toBe(shown);
});

test('what the vault did stands over what web wrote', () => {
  const exchange = { state: 'connected', reason: null, isHeld: false } as const;
  expect(attemptState({ ...claimed, outcome: 'not_yours', exchange })).toBe('connected');
});

test('an approval that waits unsent is held, and what became of it stands over that', () => {
  const held = (state: ExchangeState) =>
    attemptState({ ...claimed, exchange: { state, reason: null, isHeld: true } });
  expect(held('sent')).toBe('held');
  expect([held('received'), held('connected')]).toEqual(['pending', 'connected']);
});

test('an attempt ended by web shows its outcome, even when its time is over', () => {
  expect(attemptState({ ...claimed, outcome: 'denied', isExpired: true })).toBe('denied');
});

test('a claim without an exchange is pending for as long as the vault may still take it, then interrupted', () => {
  expect(attemptState(claimed)).toBe('pending');
  expect(attemptState({ ...claimed, isSubmissionOver: true })).toBe('interrupted');
});

test('an attempt nobody came back with is open, then expired', () => {
  expect(attemptState(open)).toBe('open');
  expect(attemptState({ ...open, isExpired: true })).toBe('expired');
});
