import { Issuer } from 'openid-client';
import { AuthorizationCode, ClientCredentials } from 'simple-oauth2';
import { describe, expect, it } from 'vitest';
import { ADA, CLIENT, emulatorForTests, REDIRECT_URI } from '#testing/emulator-for-tests';
import { followToConsent } from '#testing/wise-browser';

// Clients that other people wrote, used as their own manuals say. What Wise wants besides is told to them as options:
// `client_id` in the form of the exchange.

const wise = emulatorForTests();
const { clientId } = CLIENT;
const [SECRET = '', PLAIN_SECRET = ''] = CLIENT.clientSecrets;
const BUSINESS = { userId: '9007199254740993017', profileId: '9007199254740993021' };

/** The tokens died when the user removed the app. */
async function removeApp() {
  await wise.control('POST', `/users/${BUSINESS.userId}/remove-app`, { clientId });
}

describe('openid-client', () => {
  function newClient() {
    const { url } = wise.get();
    const issuer = new Issuer({
      issuer: url,
      authorization_endpoint: `${url}/oauth/authorize/`,
      token_endpoint: `${url}/oauth/token`,
      userinfo_endpoint: `${url}/v1/me`,
    });
    return new issuer.Client({
      client_id: clientId,
      client_secret: SECRET,
      redirect_uris: [REDIRECT_URI],
      response_types: ['code'],
    });
  }

  async function connect() {
    const client = newClient();
    const state = crypto.randomUUID();
    const way = client.authorizationUrl({ state, scope: 'transfers' });
    const back = await followToConsent(way, BUSINESS.userId, BUSINESS.profileId);
    const params = client.callbackParams(back.href);
    const checks = { state, response_type: 'code' };
    const exchangeBody = { client_id: clientId };
    return {
      client,
      back,
      params,
      tokens: await client.oauthCallback(REDIRECT_URI, params, checks, { exchangeBody }),
    };
  }

  it('connects, reads, refreshes, and is told when the user takes the access away', async () => {
    const { client, back, tokens } = await connect();
    expect(back.searchParams.get('profileId')).toBe(BUSINESS.profileId);
    const { access_token: first = '', refresh_token: refreshToken = '' } = tokens;
    expect(tokens).toMatchObject({ token_type: 'bearer', scope: 'transfers' });
    expect(await client.userinfo(first)).toMatchObject({ email: 'lin@wise-user.example' });

    const refreshed = await client.refresh(refreshToken);
    expect(refreshed.refresh_token).toBe(refreshToken);
    await expect(client.userinfo(first)).rejects.toThrow('invalid_token');
    expect(await client.userinfo(refreshed)).toMatchObject({ email: 'lin@wise-user.example' });

    await removeApp();
    await expect(client.refresh(refreshToken)).rejects.toMatchObject({ error: 'invalid_grant' });
  });

  it('is refused a code that was exchanged before, and a state that is not its own', async () => {
    const { client, params } = await connect();
    const again = client.oauthCallback(REDIRECT_URI, params, { state: params.state ?? '' });
    await expect(again).rejects.toMatchObject({ error: 'invalid_request' }); // no client_id in the form
    const withId = { exchangeBody: { client_id: clientId } };
    await expect(
      client.oauthCallback(REDIRECT_URI, params, { state: params.state ?? '' }, withId),
    ).rejects.toMatchObject({ error: 'invalid_grant' });
    await expect(client.oauthCallback(REDIRECT_URI, params, { state: 'other' }, withId)).rejects.toThrow(
      'state',
    );
  });

  it('gets tokens of the app itself', async () => {
    const tokens = await newClient().grant({ grant_type: 'client_credentials' });
    expect(tokens.access_token).toMatch(/^eyJ/);
    const { status } = await wise.call('/v1/authenticated/playground', tokens.access_token);
    expect(status).toBe(200);
  });
});

describe('simple-oauth2', () => {
  const config = () => ({
    client: { id: clientId, secret: SECRET },
    auth: { tokenHost: wise.get().url },
  });

  it('connects, reads, refreshes, and is told when the user takes the access away', async () => {
    const client = new AuthorizationCode(config()); // its path is /oauth/authorize, without Wise's slash
    const way = client.authorizeURL({ redirect_uri: REDIRECT_URI, state: 'a state & more' });
    const back = await followToConsent(way, BUSINESS.userId, BUSINESS.profileId);
    expect(back.searchParams.get('state')).toBe('a state & more');

    const exchange = {
      code: back.searchParams.get('code') ?? '',
      redirect_uri: REDIRECT_URI,
      client_id: clientId,
    };
    const first = await client.getToken(exchange);
    expect(first.expired()).toBe(false);
    expect(first.expired(43_200)).toBe(true);
    expect((await wise.call('/v1/me', first.token.access_token as string)).status).toBe(200);

    const second = await first.refresh();
    expect(second.token.refresh_token).toBe(first.token.refresh_token);
    expect((await wise.call('/v1/me', first.token.access_token as string)).status).toBe(401);
    expect((await wise.call('/v1/me', second.token.access_token as string)).status).toBe(200);

    await removeApp();
    await expect(second.refresh()).rejects.toMatchObject({
      output: { statusCode: 400 },
      data: { payload: { error: 'invalid_grant' } },
    });
  });

  it('gets tokens of the app itself', async () => {
    const { token } = await new ClientCredentials(config()).getToken({});
    expect((await wise.call('/v1/authenticated/playground', token.access_token as string)).status).toBe(200);
  });
});

/** The requests of Wise's own sample apps (oauth-connect, January 2026): its address, headers and form, in that order. */
describe("Wise's own sample", () => {
  const headers = () => ({
    'Content-Type': 'application/x-www-form-urlencoded;charset=UTF-8',
    Authorization: `Basic ${Buffer.from(`${clientId}:${PLAIN_SECRET}`).toString('base64')}`,
  });
  const post = async (form: Record<string, string>) => {
    const body = Object.entries(form)
      .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
      .join('&');
    const response = await fetch(`${wise.get().url}/oauth/token`, {
      method: 'POST',
      headers: headers(),
      body,
    });
    return (await response.json()) as Record<string, string>;
  };

  it('connects without a state, shows the profile by name, and refreshes', async () => {
    const way = `${wise.get().url}/oauth/authorize/?client_id=${clientId}&redirect_uri=${REDIRECT_URI}`;
    const back = await followToConsent(way, ADA.userId, ADA.profileId);
    expect([...back.searchParams.keys()]).toEqual(['code', 'profileId']);
    const tokens = await post({
      grant_type: 'authorization_code',
      client_id: clientId,
      code: back.searchParams.get('code') ?? '',
      redirect_uri: REDIRECT_URI,
    });
    const profile = await wise.call(
      `/v2/profiles/${back.searchParams.get('profileId')}`,
      tokens.access_token,
    );
    expect(await profile.json()).toMatchObject({ fullName: 'Ada Personal' });
    const refreshed = await post({ grant_type: 'refresh_token', refresh_token: tokens.refresh_token ?? '' });
    expect((await wise.call('/v1/me', refreshed.access_token)).status).toBe(200);
    expect((await wise.call('/v1/me', tokens.access_token)).status).toBe(401);
  });
});
