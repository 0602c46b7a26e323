import { describe, expect, it } from 'vitest';
import { Secret } from '#lib/log/secret';
import type { WiseTokens } from '#vault/wise/outcomes';
import { tokenTimes } from './store-tokens';

const SENT = new Date('2026-11-23T09:00:00.000Z');
const LATER = (seconds: number) => new Date(SENT.getTime() + seconds * 1000);

function tokens(change: Partial<WiseTokens>): WiseTokens {
  return {
    access: new Secret('a'),
    refresh: null,
    lifetimeSeconds: 43_199,
    expiresAt: null,
    refreshExpiresAt: null,
    wiseCreatedAt: null,
    ...change,
  };
}

describe('tokenTimes', () => {
  it('reckons the end of a token from when the request was sent', () => {
    expect(tokenTimes(tokens({}), SENT)).toMatchObject({
      accessIssuedAt: SENT,
      accessExpiresAt: LATER(43_199),
    });
  });

  it.each([
    ['earlier than the lifetime says', 3_600, 3_600],
    ['later than the lifetime says', 90_000, 43_199],
    ['before the sending, so by another clock', -10, 43_199],
    ['at the sending, so by another clock', 0, 43_199],
  ])('takes an expires_at %s as it deserves', (_what, said, expected) => {
    const { accessExpiresAt } = tokenTimes(tokens({ expiresAt: LATER(said) }), SENT);
    expect(accessExpiresAt).toEqual(LATER(expected));
  });
});
