import { expect, it } from 'vitest';
import { MOST_RETRIES, nextAttemptIn } from './retry-schedule';

const NOW = Date.parse('2026-01-01T00:00:00Z');
const MINUTE = 60_000;
const DAY = 86_400_000;

const waitAfter = (attempt: number, facts: { status?: number | null; retryAfter?: string } = {}) =>
  nextAttemptIn({ attempt, status: 503, retryAfter: undefined, ...facts }, NOW);

it('doubles from one minute up to the eleventh retry, then comes once a day, fourteen times (documented)', () => {
  const waits = Array.from({ length: MOST_RETRIES }, (_, at) => waitAfter(at + 1));
  expect(waits).toEqual([
    ...[1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024].map((minutes) => minutes * MINUTE),
    ...Array<number>(14).fill(DAY),
  ]);
  expect(waitAfter(MOST_RETRIES + 1)).toBeUndefined();
});

it.each([400, 401, 403, 404, 405, 409, 410, 417, 422])('gives up on %i after three attempts', (status) => {
  expect(waitAfter(1, { status })).toBe(MINUTE);
  expect(waitAfter(2, { status })).toBe(2 * MINUTE);
  expect(waitAfter(3, { status })).toBeUndefined();
});

it.each([408, 413, 415, 429, 500, 501, 502, 503, 504, null])('goes on after %s', (status) => {
  expect(waitAfter(3, { status })).toBe(4 * MINUTE);
});

it.each([
  ['180', 180_000],
  ['0', 0],
  ['Thu, 01 Jan 2026 00:03:00 GMT', 180_000],
  // The documented example: a date that is over means at once.
  ['Wed, 21 Oct 2015 07:28:00 GMT', 0],
  ['999999999999', 14 * DAY],
  ['-5', MINUTE],
  ['soon', MINUTE],
  ['', MINUTE],
])('keeps to Retry-After: %s', (retryAfter, wait) => {
  expect(waitAfter(1, { retryAfter })).toBe(wait);
});

it('Retry-After makes no more attempts of it', () => {
  expect(waitAfter(MOST_RETRIES + 1, { retryAfter: '1' })).toBeUndefined();
  expect(waitAfter(3, { status: 400, retryAfter: '1' })).toBeUndefined();
});
