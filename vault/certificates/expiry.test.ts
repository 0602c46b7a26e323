import { expect, it } from 'vitest';
import { DEADLINES } from '#vault/runtime/deadlines';
import { expiryOf } from './expiry';

const now = new Date('2026-11-28T12:00:00Z');
const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000);

it.each([
  [61, null],
  [60.5, 60],
  [31, 60],
  [30, 30],
  [14.9, 14],
  [7, 7],
  [1.9, 1],
  [0.1, 1],
  [-3, 1],
])('a certificate that ends in %s days is said at %s', (days, saidAt) => {
  expect(expiryOf(inDays(days), now)).toEqual({ daysLeft: Math.max(0, Math.floor(days)), saidAt });
});

it('a certificate that Wise stops taking is an alarm in under a minute: two looks, each with its deadline', () => {
  const trialMs = 5_000;
  expect(2 * (DEADLINES.certificateLookMs + trialMs)).toBeLessThan(60_000);
});

it('the same where only the token endpoint tells: its word may be as old as a look, and the look’s own call ends', () => {
  const { certificateLookMs, tokenCallMs } = DEADLINES;
  const trialMs = 5_000;
  expect(2 * certificateLookMs + trialMs + tokenCallMs).toBeLessThan(60_000);
});
