import { describe, expect, it } from 'vitest';
import {
  ADA,
  emulatorForTests,
  exchangeOf,
  OTHER_AUTHORIZATION,
  refreshOf,
} from '#testing/emulator-for-tests';

const wise = emulatorForTests();

async function connect(who = ADA) {
  const { code } = await wise.consent(who);
  return (await wise.token(exchangeOf(code))).body;
}

const statusOf = async (token: string) => (await wise.call('/v1/me', token)).status;

describe('a refresh', () => {
  it('kills the previous access token at once (W1)', async () => {
    const first = await connect();
    expect(await statusOf(first.access_token)).toBe(200);
    const second = (await wise.token(refreshOf(first.refresh_token))).body;
    expect(await statusOf(first.access_token)).toBe(401);
    expect(await statusOf(second.access_token)).toBe(200);
    expect(wise.events('token.issued').at(-1)).toMatchObject({
      grantType: 'refresh_token',
      previousAccessToken: first.access_token,
      accessToken: second.access_token,
    });
  });

  it('keeps refresh token and its expiry by default, and created_at moves on', async () => {
    const first = await connect();
    wise.passSeconds(3_600);
    const second = (await wise.token(refreshOf(first.refresh_token))).body;
    expect(second.refresh_token).toBe(first.refresh_token);
    expect(second.refresh_token_expires_at).toBe(first.refresh_token_expires_at);
    expect(second.refresh_token_expires_in).toBeLessThanOrEqual(630_720_000 - 3_600);
    expect(String(second.created_at) > String(first.created_at)).toBe(true);
  });

  it('rotates the refresh token when told to, and the old one dies on use (W2)', async () => {
    await wise.control('PUT', '/settings', { rotateRefreshTokens: true });
    const first = await connect();
    const second = (await wise.token(refreshOf(first.refresh_token))).body;
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect((await wise.token(refreshOf(first.refresh_token))).body.error).toBe('invalid_grant');
    expect((await wise.token(refreshOf(second.refresh_token))).status).toBe(200);
    expect(wise.live()).toHaveLength(1);
  });

  it('is refused to another client', async () => {
    const first = await connect();
    const answer = await wise.token(refreshOf(first.refresh_token), OTHER_AUTHORIZATION);
    expect(answer.body.error).toBe('invalid_grant');
    expect(await statusOf(first.access_token)).toBe(200);
  });

  it('of 50 at the same time leaves exactly one access token alive', async () => {
    const { refresh_token: refreshToken } = await connect();
    const answers = await Promise.all(Array.from({ length: 50 }, () => wise.token(refreshOf(refreshToken))));
    const alive = wise.live().map(({ accessToken }) => accessToken);
    expect(alive).toHaveLength(1);
    expect(answers.map(({ body }) => body.access_token)).toContain(alive[0]);
  });

  it('fails after 7,300 days', async () => {
    const { refresh_token: refreshToken } = await connect();
    wise.passSeconds(630_720_001);
    expect((await wise.token(refreshOf(refreshToken))).body.error).toBe('invalid_grant');
    expect(wise.live()).toEqual([]);
  });
});

describe('access tokens', () => {
  it('expire by the setting, and look like any dead token then', async () => {
    await wise.control('PUT', '/settings', { accessTokenSeconds: 60 });
    const body = await connect();
    expect(body.expires_in).toBe(60);
    wise.passSeconds(59);
    expect(await statusOf(body.access_token)).toBe(200);
    wise.passSeconds(61);
    expect(await statusOf(body.access_token)).toBe(401);
    expect(wise.live()).toMatchObject([
      { accessToken: body.access_token, accessLive: false, refreshLive: true },
    ]);
  });
});

describe('a new grant of the same client, user and profile (W3)', () => {
  it('kills the old refresh token and leaves the old access token alive until the new grant is refreshed', async () => {
    const old = await connect();
    const renewed = await connect();
    expect((await wise.token(refreshOf(old.refresh_token))).body.error).toBe('invalid_grant');
    expect(await statusOf(old.access_token)).toBe(200);
    expect(wise.events('token.issued').at(-1)).toMatchObject({ replacedRefreshToken: old.refresh_token });
    expect(wise.live()).toMatchObject([
      { accessToken: renewed.access_token, refreshToken: renewed.refresh_token, refreshLive: true },
      {
        accessToken: old.access_token,
        refreshToken: old.refresh_token,
        accessLive: true,
        refreshLive: false,
      },
    ]);

    const refreshed = (await wise.token(refreshOf(renewed.refresh_token))).body;
    expect(await statusOf(old.access_token)).toBe(401);
    expect(await statusOf(renewed.access_token)).toBe(401);
    expect(await statusOf(refreshed.access_token)).toBe(200);
  });

  it('leaves another profile, another user and another client alone', async () => {
    const personal = await connect({ userId: '10000002', profileId: '30000002' });
    const business = await connect({ userId: '10000002', profileId: '30000003' });
    const ada = await connect();
    const { code } = await wise.consent(ADA, 'other-app');
    const other = (await wise.token(exchangeOf(code, 'other-app'), OTHER_AUTHORIZATION)).body;
    for (const { refresh_token: refreshToken } of [personal, business, ada]) {
      expect((await wise.token(refreshOf(refreshToken))).status).toBe(200);
    }
    expect((await wise.token(refreshOf(other.refresh_token), OTHER_AUTHORIZATION)).status).toBe(200);
    expect(wise.live().filter(({ refreshLive }) => refreshLive)).toHaveLength(4);
  });
});

describe('the end of access', () => {
  it('removing the app kills refresh and access tokens of that app, also inherited ones', async () => {
    const old = await connect();
    const renewed = await connect();
    const removed = await wise.control('POST', `/users/${ADA.userId}/remove-app`, { clientId: 'test-app' });
    expect(removed.body).toEqual({ grants: 1 });
    expect(await statusOf(old.access_token)).toBe(401);
    expect(await statusOf(renewed.access_token)).toBe(401);
    const answer = await wise.token(refreshOf(renewed.refresh_token));
    expect([answer.status, answer.body.error]).toEqual([400, 'invalid_grant']);
    expect(wise.live()).toEqual([]);
    expect(wise.events('app.removed')).toMatchObject([
      { userId: ADA.userId, clientId: 'test-app', grants: 1 },
    ]);
  });

  it('a deactivated user gets 401 for tokens, refreshes and codes', async () => {
    const body = await connect();
    const { code } = await wise.consent();
    await wise.control('POST', `/users/${ADA.userId}/deactivate`);
    expect(await statusOf(body.access_token)).toBe(401);
    for (const fields of [refreshOf(body.refresh_token), exchangeOf(code)]) {
      const answer = await wise.token(fields);
      expect([answer.status, answer.body.error]).toEqual([401, 'invalid_grant']);
    }
    await expect(wise.consent()).rejects.toThrow('403');
  });
});
