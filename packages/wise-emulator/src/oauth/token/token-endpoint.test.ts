import { describe, expect, it } from 'vitest';
import {
  ADA,
  AUTHORIZATION,
  basic,
  emulatorForTests,
  exchangeOf,
  type Fields,
  OTHER_AUTHORIZATION,
  REDIRECT_URI,
  refreshOf,
} from '#testing/emulator-for-tests';

const wise = emulatorForTests();
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

type Case = [
  title: string,
  fields: Fields,
  authorization: string,
  status: number,
  error: string,
  description: string,
];

// "documented" stands in openapi.yml or docs/wise.md; the rest is listed in README.md under "Assumed".
const REFUSED: Case[] = [
  ['documented: no grant type', {}, AUTHORIZATION, 400, 'invalid_request', 'Missing grant type'],
  [
    'documented body, assumed status: wrong secret',
    { grant_type: 'client_credentials' },
    basic('test-app', 'wrong'),
    401,
    'invalid_client',
    'Client authentication failed',
  ],
  [
    'assumed: unknown client',
    { grant_type: 'client_credentials' },
    basic('nobody', 'x'),
    401,
    'invalid_client',
    'Client authentication failed',
  ],
  [
    'assumed: credentials in the body only',
    { grant_type: 'client_credentials', client_id: 'test-app', client_secret: 'second-secret' },
    '',
    401,
    'invalid_client',
    'Client authentication failed',
  ],
  [
    'assumed: a client id that is not the one that signed in',
    { ...exchangeOf('x'), client_id: 'other-app' },
    AUTHORIZATION,
    401,
    'invalid_client',
    'Given client ID does not match authenticated client',
  ],
  [
    'assumed: a grant that does not exist',
    { grant_type: 'constructor' },
    AUTHORIZATION,
    400,
    'unsupported_grant_type',
    'Unsupported grant type: constructor',
  ],
  [
    'assumed: no code',
    { grant_type: 'authorization_code', client_id: 'test-app', redirect_uri: REDIRECT_URI },
    AUTHORIZATION,
    400,
    'invalid_request',
    'Missing parameter: code',
  ],
  [
    'assumed: no redirect URI',
    { grant_type: 'authorization_code', client_id: 'test-app', code: 'x' },
    AUTHORIZATION,
    400,
    'invalid_request',
    'Missing parameter: redirect_uri',
  ],
  [
    'assumed: no refresh token',
    { grant_type: 'refresh_token' },
    AUTHORIZATION,
    400,
    'invalid_request',
    'Missing parameter: refresh_token',
  ],
  [
    'assumed: a repeated parameter',
    [
      ['grant_type', 'refresh_token'],
      ['refresh_token', 'a'],
      ['refresh_token', 'b'],
    ],
    AUTHORIZATION,
    400,
    'invalid_request',
    'Repeated parameter: refresh_token',
  ],
  [
    'documented error, assumed status and words: unknown code',
    exchangeOf('no-such-code'),
    AUTHORIZATION,
    400,
    'invalid_grant',
    'Invalid authorization code: no-such-code',
  ],
  [
    'documented error, assumed words: unknown refresh token',
    refreshOf('no-such-token'),
    AUTHORIZATION,
    400,
    'invalid_grant',
    'Invalid refresh token: no-such-token',
  ],
];

describe('the token endpoint refuses', () => {
  it.each(REFUSED)('%s', async (_title, fields, authorization, status, error, description) => {
    const answer = await wise.token(fields, authorization);
    expect(answer.status).toBe(status);
    expect(answer.body).toEqual({ error, error_description: description });
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(answer.headers.get('www-authenticate')).toBe(
      error === 'invalid_client' ? 'Basic realm="oauth"' : null,
    );
    expect(wise.events('token.refused')).toMatchObject([{ error, status }]);
    expect(wise.live()).toEqual([]);
  });

  it('a body that is no form, as if it had no grant type', async () => {
    const response = await fetch(`${wise.get().url}/oauth/token`, {
      method: 'POST',
      headers: { authorization: AUTHORIZATION, 'content-type': 'text/plain' },
      body: 'grant_type=client_credentials',
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      error: 'invalid_request',
      error_description: 'Missing grant type',
    });
  });

  it.each(['/2027Q1/oauth/token', '/v1/oauth/token', '/2026Q5/me'])(
    '%s: such a version is not served',
    async (path) => {
      const response = await fetch(wise.get().url + path, { method: 'POST' });
      expect(response.status).toBe(404);
    },
  );
});

describe('authorization_code', () => {
  it.each(['/oauth/token', '/2026Q3/oauth/token', '/2026Q4/oauth/token'])(
    'gives nine fields at %s',
    async (path) => {
      const { code } = await wise.consent();
      const response = await fetch(wise.get().url + path, {
        method: 'POST',
        headers: { authorization: AUTHORIZATION },
        body: new URLSearchParams(exchangeOf(code)),
      });
      const body = (await response.json()) as Record<string, unknown>;
      expect(Object.entries(body)).toEqual([
        ['access_token', expect.stringMatching(UUID)],
        ['token_type', 'bearer'],
        ['refresh_token', expect.stringMatching(UUID)],
        ['expires_in', 43_199],
        ['scope', 'transfers'],
        ['created_at', expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/)],
        ['expires_at', expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)],
        ['refresh_token_expires_in', 630_720_000],
        ['refresh_token_expires_at', expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)],
      ]);
      expect(response.headers.get('content-type')).toBe('application/json');
      expect(response.headers.get('cache-control')).toBe('no-store');
    },
  );

  it('accepts a code once, even when two requests race for it', async () => {
    const { code } = await wise.consent();
    const answers = await Promise.all(Array.from({ length: 20 }, () => wise.token(exchangeOf(code))));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ body }) => body.error === 'invalid_grant')).toHaveLength(19);
    // Whether Wise revokes on reuse is unknown: the emulator does not (README, "Assumed").
    expect(wise.live()).toMatchObject([{ accessLive: true, refreshLive: true }]);
  });

  it('accepts a code for 30 minutes', async () => {
    const early = await wise.consent();
    const late = await wise.consent();
    wise.passSeconds(1_799);
    expect((await wise.token(exchangeOf(early.code))).status).toBe(200);
    wise.passSeconds(1_801);
    expect((await wise.token(exchangeOf(late.code))).body.error).toBe('invalid_grant');
  });

  it('wants the redirect URI of the authorise request, and spends the code when it is another', async () => {
    const { code } = await wise.consent();
    const wrong = await wise.token({ ...exchangeOf(code), redirect_uri: 'https://app.example/callback/' });
    expect(wrong.body).toEqual({ error: 'invalid_grant', error_description: 'Redirect URI mismatch.' });
    expect((await wise.token(exchangeOf(code))).body.error).toBe('invalid_grant');
  });

  it('gives nothing for a code of another client', async () => {
    const { code } = await wise.consent();
    const answer = await wise.token(exchangeOf(code, 'other-app'), OTHER_AUTHORIZATION);
    expect(answer.body.error).toBe('invalid_grant');
    expect(wise.live()).toEqual([]);
  });

  it('takes a secret with characters that must be form-urlencoded, and the second live secret', async () => {
    const first = await wise.consent();
    expect((await wise.token(exchangeOf(first.code), AUTHORIZATION)).status).toBe(200);
    const second = await wise.consent();
    expect((await wise.token(exchangeOf(second.code), basic('test-app', 'second-secret'))).status).toBe(200);
  });

  it('logs request and outcome with raw values', async () => {
    const { code } = await wise.consent();
    const { body } = await wise.token(exchangeOf(code));
    const [request] = wise.events('token.request');
    expect(request).toMatchObject({ grantType: 'authorization_code', code, clientId: 'test-app' });
    expect(request).toMatchObject({ sourcePort: expect.any(Number) });
    expect(wise.events('token.issued')).toMatchObject([
      {
        request: request?.seq,
        grantType: 'authorization_code',
        accessToken: body.access_token,
        refreshToken: body.refresh_token,
        clientId: 'test-app',
        ...ADA,
        previousAccessToken: null,
        replacedRefreshToken: null,
      },
    ]);
  });
});

describe('client_credentials', () => {
  it('gives five fields and a token in the shape of a JWE of 500 to 900 characters', async () => {
    const { body } = await wise.token({ grant_type: 'client_credentials' });
    expect(Object.keys(body)).toEqual(['access_token', 'token_type', 'expires_in', 'expires_at', 'scope']);
    expect(body.access_token).toMatch(/^eyJ[\w-]+(\.[\w-]+){4}$/);
    expect(body.access_token.length).toBeGreaterThan(500);
    expect(body.access_token.length).toBeLessThan(900);
  });

  it('gives a new token each time and leaves the earlier ones alive', async () => {
    const first = await wise.token({ grant_type: 'client_credentials' });
    const second = await wise.token({ grant_type: 'client_credentials' });
    expect(wise.live().map(({ accessToken }) => accessToken)).toEqual([
      first.body.access_token,
      second.body.access_token,
    ]);
  });
});
