import { describe, expect, it } from 'vitest';
import { hostedReview, moneyMovement, type Standing } from './standings';

const CONNECTED = new Date('2026-11-28T10:00:00Z');
const standing = (subject: 'user' | 'profile', fact: Standing['fact'], value: string): Standing => ({
  environment: 'sandbox',
  subject,
  subjectId: '1',
  fact,
  reference: '',
  value,
  dueAt: null,
  occurredAt: new Date('2026-11-28T11:00:00Z'),
});

describe('what Wise’s words come to', () => {
  it.each([
    ['user', 'state', 'active', 'no_restriction_known', []],
    ['user', 'state', 'withdraw_only', 'limited', ['user_withdraw_only']],
    ['user', 'state', 'view_only', 'blocked', ['user_view_only']],
    ['user', 'state', 'deactivated', 'blocked', ['user_deactivated']],
    ['profile', 'state', 'withdraw_only', 'limited', ['profile_withdraw_only']],
    ['profile', 'state', 'view_only', 'blocked', ['profile_view_only']],
    ['profile', 'state', 'visible', 'no_restriction_known', []],
    // what we do not know is not taken for good
    ['profile', 'state', 'constructor', 'limited', ['profile_state_unknown']],
    ['profile', 'verification', 'verified', 'no_restriction_known', []],
    ['profile', 'verification', 'not_verified', 'blocked', ['profile_not_verified']],
    ['profile', 'cdd', 'evidence_required', 'limited', ['evidence_required']],
    ['profile', 'kyc', 'waiting_customer_input', 'limited', ['review_waits_for_customer']],
    ['profile', 'kyc', 'passed_with_requirements', 'limited', ['review_requirements_due']],
    ['profile', 'kyc', 'passed', 'no_restriction_known', []],
    ['profile', 'kyc', 'processing', 'no_restriction_known', []],
  ] as const)('%s %s %s', (subject, fact, value, state, codes) => {
    const movement = moneyMovement([standing(subject, fact, value)], CONNECTED);
    expect(movement.state).toBe(state);
    expect(movement.reasons.map(({ code }) => code)).toEqual(codes);
  });
});

it('says of user and profile each what it is, the user first', () => {
  const both = [standing('profile', 'state', 'withdraw_only'), standing('user', 'state', 'withdraw_only')];
  expect(moneyMovement(both, CONNECTED).reasons.map(({ code }) => code)).toEqual([
    'user_withdraw_only',
    'profile_withdraw_only',
  ]);
});

it('a deactivation from before the latest consent is over', () => {
  const later = new Date('2026-11-28T12:00:00Z');
  expect(moneyMovement([standing('user', 'state', 'deactivated')], later).state).toBe('no_restriction_known');
});

it('names the oldest review that waits for the customer, and none whose id is no UUID', () => {
  const [first, second] = ['46e1a5c4-4a9b-4563-89d3-18174d3ac0f8', '0b6f5d8e-6a52-4b7a-9c55-5d1e0f3c7a90'];
  const review = (reference: string, value: string, minute: number): Standing => ({
    ...standing('profile', 'kyc', value),
    reference,
    occurredAt: new Date(Date.UTC(2026, 10, 28, 11, minute)),
  });
  const waiting = 'waiting_customer_input';
  const reviewOf = (...standings: Standing[]) => hostedReview(moneyMovement(standings, CONNECTED));
  expect(reviewOf(review(second, waiting, 2), review(first, waiting, 1))).toBe(first);
  expect(reviewOf(review(first, 'passed_with_requirements', 1))).toBeUndefined();
  expect(reviewOf(review('../../me', waiting, 1))).toBeUndefined();
  expect(reviewOf(standing('profile', 'verification', 'not_verified'))).toBeUndefined();
});
