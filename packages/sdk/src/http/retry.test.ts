import { describe, expect, it } from 'vitest';
import { type Failed, readRetryAfter, waitAfterProblem, waitAfterSilence } from './retry.js';

const LIMITS = { attempts: 4, longestWaitMs: 20_000 };
const failed = (over: Partial<Failed>): Failed => ({
  isSafe: true,
  status: 503,
  code: 'DATABASE_UNAVAILABLE',
  retryAfterSeconds: 2,
  ...over,
});
const refused = (code: string): Error => Object.assign(new Error(code), { code });

describe('the wait before a request is sent again', () => {
  it('is never shorter than Retry-After', () => {
    const wait = waitAfterProblem(failed({ retryAfterSeconds: 2 }), 1, LIMITS);
    expect(wait).toBeGreaterThanOrEqual(2000);
    expect(wait).toBeLessThan(2250);
  });

  it.each([
    ['a Retry-After beyond the longest wait', failed({ retryAfterSeconds: 60, code: 'KEY_UNKNOWN' })],
    ['a 503 that names no time: somebody has to fix it', failed({ retryAfterSeconds: undefined })],
    [
      'what asking again does not change',
      failed({ status: 404, code: 'NOT_FOUND', retryAfterSeconds: undefined }),
    ],
    ['a change that may have been made', failed({ isSafe: false })],
    [
      'a call to Wise that may have been carried out',
      failed({ isSafe: false, status: 504, code: 'WISE_ANSWER_LOST' }),
    ],
  ])('is none after %s', (_what, each) => {
    expect(waitAfterProblem(each, 1, LIMITS)).toBeUndefined();
  });

  it.each([
    ['REQUEST_TOO_SLOW', 408, undefined],
    ['VAULT_UNAVAILABLE', 503, 2],
    ['WISE_RATE_LIMITED', 429, 1],
  ] as const)('is there for a change when nothing was done: %s', (code, status, retryAfterSeconds) => {
    expect(
      waitAfterProblem(failed({ isSafe: false, code, status, retryAfterSeconds }), 1, LIMITS),
    ).toBeDefined();
  });

  it('ends with the last attempt', () => {
    expect(waitAfterProblem(failed({}), 4, LIMITS)).toBeUndefined();
    expect(waitAfterSilence({ isSafe: true, error: refused('ECONNRESET') }, 4, LIMITS)).toBeUndefined();
  });

  it('repeats a change after silence only when it was never sent', () => {
    const both = new AggregateError([refused('ECONNREFUSED'), refused('ECONNREFUSED')]);
    const wrapped = new TypeError('fetch failed', { cause: both });
    expect(waitAfterSilence({ isSafe: false, error: wrapped }, 1, LIMITS)).toBeDefined();
    const oneOfTwo = new AggregateError([refused('ECONNREFUSED'), refused('ECONNRESET')]);
    for (const error of [refused('ECONNRESET'), refused('UND_ERR_SOCKET'), oneOfTwo]) {
      expect(waitAfterSilence({ isSafe: false, error }, 1, LIMITS)).toBeUndefined();
    }
  });

  it('reads both forms of Retry-After', () => {
    const now = Date.UTC(2026, 10, 29, 12);
    expect(readRetryAfter('7', now)).toBe(7);
    expect(readRetryAfter('Sun, 29 Nov 2026 12:00:05 GMT', now)).toBe(5);
    expect(readRetryAfter('Sun, 29 Nov 2026 11:00:00 GMT', now)).toBe(0);
    expect(readRetryAfter('soon', now)).toBeUndefined();
    expect(readRetryAfter(null, now)).toBeUndefined();
  });
});
