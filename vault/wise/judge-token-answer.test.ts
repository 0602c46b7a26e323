import { describe, expect, it } from 'vitest';
import { judgeTokenAnswer, type TokenAnswer } from './judge-token-answer';
import type { WiseTokens } from './outcomes';

// docs/wise.md 2.2, the nine fields in the order of the recordings of July 2026
const FULL = {
  access_token: '01234567-89ab-cdef-0123-456789abcdef',
  token_type: 'bearer',
  refresh_token: '76543210-89ab-cdef-0123-456789abcdef',
  expires_in: 43_199,
  scope: 'transfers',
  created_at: '2026-07-31T08:43:59.521339906Z',
  expires_at: '2026-07-31T20:43:59.521Z',
  refresh_token_expires_in: 628_639_555,
  refresh_token_expires_at: '2046-05-30T11:03:51.097Z',
};

function answer(body: unknown, status = 200, contentType = 'application/json'): TokenAnswer {
  return {
    status,
    contentType,
    retryAfter: null,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
}

async function tokensOf(body: unknown, warn?: (text: string) => void): Promise<WiseTokens> {
  const outcome = await judgeTokenAnswer(answer(body), 'refresh', warn);
  if (outcome.kind !== 'tokens') throw new Error(outcome.kind);
  return outcome.tokens;
}

describe('an answer to our own client (RFC 6749 §4.4)', () => {
  it('keeps no refresh token, and knows no grant that could be dead', async () => {
    expect(await judgeTokenAnswer(answer(FULL), 'application')).toMatchObject({
      kind: 'tokens',
      tokens: { refresh: null, lifetimeSeconds: 43_199 },
    });
    for (const error of ['invalid_grant', 'invalid_token']) {
      expect(await judgeTokenAnswer(answer({ error }, 401), 'application')).toEqual({
        kind: 'request_refused',
      });
    }
    expect(await judgeTokenAnswer(answer({ error: 'invalid_client' }, 401), 'application')).toEqual({
      kind: 'client_refused',
    });
  });
});

describe('an answer with tokens', () => {
  it('is read with all nine fields', async () => {
    const tokens = await tokensOf(FULL);
    expect(tokens.access.reveal()).toBe(FULL.access_token);
    expect(tokens.refresh?.reveal()).toBe(FULL.refresh_token);
    expect(tokens).toMatchObject({
      lifetimeSeconds: 43_199,
      expiresAt: new Date('2026-07-31T20:43:59.521Z'),
      refreshExpiresAt: new Date('2046-05-30T11:03:51.097Z'),
      wiseCreatedAt: new Date('2026-07-31T08:43:59.521Z'),
    });
  });

  it('is read with the four fields of before 2025, and with fields nobody knows', async () => {
    const { access_token, token_type, refresh_token, expires_in } = FULL;
    const old = await tokensOf({ access_token, token_type, refresh_token, expires_in, novelty: [1] });
    expect(old).toMatchObject({ expiresAt: null, refreshExpiresAt: null, wiseCreatedAt: null });
  });

  it.each(['bearer', 'Bearer', 'BEARER'])('takes token_type %s', async (token_type) => {
    expect((await tokensOf({ ...FULL, token_type })).lifetimeSeconds).toBe(43_199);
  });

  it.each(['', null])(
    'keeps the old refresh token when the new one is %j, with a warning',
    async (refresh_token) => {
      const warnings: string[] = [];
      const tokens = await tokensOf({ ...FULL, refresh_token }, (text) => warnings.push(text));
      expect(tokens.refresh).toBeNull();
      expect(warnings).toHaveLength(1);
    },
  );

  it('does not lose tokens to a lifetime of 400 digits or a scope that is none', async () => {
    const body = JSON.stringify({ ...FULL, scope: 1 }).replace('43199', '9'.repeat(400));
    expect((await tokensOf(body)).access.reveal()).toBe(FULL.access_token);
  });

  it('keeps the old refresh token when there is none', async () => {
    const { refresh_token, ...rest } = FULL;
    expect((await tokensOf(rest)).refresh).toBeNull();
  });

  it.each([
    ['a lifetime that is not said', { expires_in: undefined, expires_at: undefined }, 900],
    ['a lifetime of null', { expires_in: null, expires_at: null }, 900],
    ['a lifetime of zero', { expires_in: 0, expires_at: undefined }, 900],
    ['a lifetime of an age', { expires_in: 1e15, expires_at: undefined }, 900],
    ['a lifetime that is no number', { expires_in: {} }, 900],
    ['a lifetime below zero', { expires_in: -5 }, 900],
    ['a lifetime as text', { expires_in: '3600' }, 3_600],
  ])('reckons with %s', async (_what, change, seconds) => {
    expect((await tokensOf({ ...FULL, ...change })).lifetimeSeconds).toBe(seconds);
  });

  it.each(['yesterday', '0000-00-00', '+275760-09-13T00:00:00Z', '1969-12-31T00:00:00Z', 12, {}])(
    'takes a moment of %j as not said',
    async (moment) => {
      const tokens = await tokensOf({
        ...FULL,
        expires_at: moment,
        created_at: moment,
        refresh_token_expires_at: moment,
      });
      expect(tokens).toMatchObject({ expiresAt: null, wiseCreatedAt: null, refreshExpiresAt: null });
    },
  );

  it('takes tokens of several KB: their size and form promise nothing (W8)', async () => {
    const access_token = `eyJ${'a'.repeat(8_000)}`;
    expect((await tokensOf({ ...FULL, access_token })).access.reveal()).toBe(access_token);
  });
});

describe('an answer that may have acted', () => {
  it.each([
    ['a token of an unknown type', answer({ ...FULL, token_type: 'mac' })],
    ['a DPoP token', answer({ ...FULL, token_type: 'dpop' })],
    ['no type', answer({ ...FULL, token_type: undefined })],
    ['no access token', answer({ ...FULL, access_token: undefined })],
    ['an empty access token', answer({ ...FULL, access_token: '' })],
    ['an access token that no header can carry', answer({ ...FULL, access_token: 'a\r\nb' })],
    ['a refresh token with a space', answer({ ...FULL, refresh_token: 'a b' })],
    ['an access token that is a number', answer({ ...FULL, access_token: 12345 })],
    ['a refresh token that is a number', answer({ ...FULL, refresh_token: 12345 })],
    ['a refresh token that is a list', answer({ ...FULL, refresh_token: ['a'] })],
    ['a key twice', answer('{"access_token":"a","access_token":"b","token_type":"bearer"}')],
    ['half an answer', answer('{"access_token":"')],
    ['an empty body', answer('')],
    ['a list', answer([FULL])],
    ['a page', answer('<html></html>', 200, 'text/html')],
    ['tokens called a page', answer(FULL, 200, 'text/html')],
    ['tokens with status 201', answer(FULL, 201)],
    ['an error with status 200', answer({ error: 'invalid_grant' })],
    ['an error with status 500', answer({ error: 'invalid_grant' }, 500)],
    ['an error with status 503', answer({ error: 'invalid_client' }, 503)],
    ['an error with status 408', answer({ error: 'invalid_grant' }, 408)],
    ['a page with status 400', answer('<html>invalid_grant</html>', 400, 'text/html')],
    ['an error that is no text', answer({ error: { code: 'invalid_grant' } }, 400)],
  ])('is %s', async (_what, given) => {
    expect((await judgeTokenAnswer(given, 'refresh')).kind).toBe('unknown');
  });
});

describe('a refusal (W7)', () => {
  const refusals: [number, string, 'code' | 'refresh', string][] = [
    [400, 'invalid_grant', 'refresh', 'grant_refused'],
    [401, 'invalid_grant', 'refresh', 'grant_refused'],
    [403, 'invalid_grant', 'code', 'grant_refused'],
    [401, 'invalid_token', 'refresh', 'grant_refused'],
    [401, 'invalid_token', 'code', 'request_refused'],
    [401, 'invalid_client', 'refresh', 'client_refused'],
    [400, 'invalid_client', 'code', 'client_refused'],
    [400, 'unauthorized_client', 'code', 'client_refused'],
    [400, 'invalid_request', 'refresh', 'request_refused'],
    [403, 'unauthorized', 'refresh', 'request_refused'],
    [404, 'invalid_grant', 'refresh', 'request_refused'],
    [422, 'invalid_grant', 'refresh', 'request_refused'],
  ];
  it.each(refusals)('%i %s of a %s is %s', async (status, error, grant, kind) => {
    const body = { error, error_description: 'Invalid refresh token: 76543210' };
    expect((await judgeTokenAnswer(answer(body, status, 'application/json;charset=UTF-8'), grant)).kind).toBe(
      kind,
    );
  });

  it.each([
    [null, 5],
    ['7', 7],
    ['0', 1],
    ['-5', 5],
    ['315360000', 300],
    ['soon', 5],
    [new Date(Date.now() + 20_500).toUTCString(), 20],
    [new Date(Date.now() - 60_000).toUTCString(), 1],
  ])('429 with Retry-After %j waits about %i s', async (retryAfter, seconds) => {
    const outcome = await judgeTokenAnswer({ ...answer('{}', 429), retryAfter }, 'refresh');
    expect(outcome.kind).toBe('rate_limited');
    const waited = outcome.kind === 'rate_limited' ? outcome.retryAfterSeconds : 0;
    expect(Math.abs(waited - seconds)).toBeLessThanOrEqual(1);
  });
});
