import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '#emulator/kernel/settings/settings';
import { USER_ACTIONS } from '#emulator/oauth/account/user-actions';
import { ADA, emulatorForTests, exchangeOf } from '#testing/emulator-for-tests';
import { giveAccess } from '#testing/wise-customer';

const wise = emulatorForTests();

describe('settings', () => {
  it('are merged by PUT and answered whole', async () => {
    expect((await wise.control('GET', '/settings')).body).toEqual(DEFAULT_SETTINGS);
    await wise.control('PUT', '/settings', { codeSeconds: 5 });
    const answer = await wise.control('PUT', '/settings', {
      denial: 'no-way-back',
      authoriseError: 'temporarily',
    });
    expect(answer.body).toEqual({
      ...DEFAULT_SETTINGS,
      codeSeconds: 5,
      denial: 'no-way-back',
      authoriseError: 'temporarily',
    });
    expect((await wise.control('PUT', '/settings', { authoriseError: false })).body).toMatchObject({
      authoriseError: null,
      codeSeconds: 5,
    });
  });

  it.each([{ denial: 'maybe' }, { accessTokenSeconds: -1 }, { unknown: 1 }, [], 'text', null])(
    'refuse %j and stay as they are',
    async (patch) => {
      expect((await wise.control('PUT', '/settings', patch)).status).toBe(400);
      expect((await wise.control('GET', '/settings')).body).toEqual(DEFAULT_SETTINGS);
    },
  );
});

describe('ground truth', () => {
  it('the log is read on from a seq', async () => {
    await wise.consent();
    const all = (await wise.control('GET', '/log')).body as { seq: number; type: string; at: string }[];
    expect(all.map(({ type }) => type)).toEqual(['authorise.code_issued']);
    const last = all.at(-1)?.seq ?? 0;
    await wise.consent();
    const newer = (await wise.control('GET', `/log?since=${last}`)).body as { seq: number }[];
    expect(newer.map(({ seq }) => seq)).toEqual([last + 1]);
    expect((await wise.control('GET', '/log?since=yesterday')).status).toBe(400);
  });

  it('live tokens are listed with ids as strings', async () => {
    const who = { userId: '9007199254740993017', profileId: '9007199254740993021' };
    const { code } = await wise.consent(who);
    const { body } = await wise.token(exchangeOf(code));
    expect((await wise.control('GET', '/tokens/live')).body).toEqual([
      {
        accessToken: body.access_token,
        refreshToken: body.refresh_token,
        clientId: 'test-app',
        ...who,
        accessExpiresAt: body.expires_at,
        accessLive: true,
        refreshLive: true,
      },
    ]);
  });

  it('reset forgets everything but the clients', async () => {
    const { code } = await wise.consent();
    const { body } = await wise.token(exchangeOf(code));
    const unused = await wise.consent();
    await wise.control('POST', '/faults', { endpoint: 'me', kind: 'drop' });
    await wise.control('PUT', '/settings', { codeSeconds: 1 });
    await wise.control('POST', '/users/10000006/deactivate');
    expect((await wise.control('POST', '/reset')).status).toBe(200);
    expect((await wise.control('GET', '/log')).body).toEqual([]);
    expect((await wise.control('GET', '/tokens/live')).body).toEqual([]);
    expect((await wise.control('GET', '/faults')).body).toEqual([]);
    expect((await wise.control('GET', '/settings')).body).toEqual(DEFAULT_SETTINGS);
    expect((await wise.call('/v1/me', body.access_token)).status).toBe(401);
    expect((await wise.token(exchangeOf(unused.code))).body.error).toBe('invalid_grant');
    expect((await wise.consent({ userId: '10000006', profileId: '30000007' })).code).toBeTruthy();
  });
});

describe('clients and users', () => {
  const client = {
    clientId: 'new-app',
    clientSecrets: ['x'],
    redirectUris: ['http://localhost:3999/cb'],
    name: 'New',
  };

  it('a client can be added and replaced while it runs', async () => {
    const added = { ...client, clientKey: 'new-app-key' };
    expect((await wise.control('POST', '/clients', client)).body).toEqual(added);
    const asked = {
      url: wise.get().url,
      clientId: 'new-app',
      redirectUri: 'http://localhost:3999/cb',
      ...ADA,
    };
    expect((await giveAccess(asked)).code).toBeTruthy();
    await wise.control('POST', '/clients', { ...client, redirectUris: ['http://localhost:4000/cb'] });
    await expect(giveAccess(asked)).rejects.toThrow('400');
  });

  it.each(['javascript:alert(1)', 'not-an-address', 'https://app.example/ö', 'https://app.example/\r\nx'])(
    'a client with the redirect URI %j is refused',
    async (uri) => {
      expect((await wise.control('POST', '/clients', { ...client, redirectUris: [uri] })).status).toBe(400);
    },
  );

  it('the demo users are listed, and unknown ones are 404', async () => {
    const users = (await wise.control('GET', '/users')).body as { userId: string; label: string }[];
    expect(users.map(({ userId, label }) => `${userId} ${label}`)).toEqual([
      '10000001 Ada Personal',
      '10000002 Ben Business',
      '9007199254740993017 Lin Longid',
      '10000004 Mallory Hostile',
      '10000005 Nora Noprofile',
      '10000006 Omar Personal',
    ]);
    expect((await wise.control('POST', '/users/1/deactivate')).status).toBe(404);
    expect((await wise.control('POST', '/users/1/remove-app', { clientId: 'test-app' })).status).toBe(404);
  });

  const HARMLESS = [
    ...['lose-verification', 'verify', 'ask-for-documents'],
    ...['limit-to-withdrawals', 'limit-to-viewing', 'lift-limits'],
  ];
  it.each(HARMLESS)('%s ends no grant', async (id) => {
    await wise.token(exchangeOf((await wise.consent()).code));
    expect((await wise.control('POST', `/users/${ADA.userId}/${id}`)).body).toEqual({ grants: 0 });
    expect(wise.live()).toHaveLength(1);
  });

  const harmless = [...HARMLESS, 'add-profile'];
  const elsewhere = ['reactivate', 'take-over', ...harmless];

  it.each(USER_ACTIONS.filter(({ id }) => !elsewhere.includes(id)))(
    '$id ends the grants of that user, and tells how many',
    async ({ id }) => {
      await wise.token(exchangeOf((await wise.consent()).code));
      expect(await wise.control('POST', `/users/${ADA.userId}/${id}`)).toEqual({
        status: 200,
        body: { grants: 1 },
      });
      expect(wise.live()).toEqual([]);
    },
  );

  it('a closed account is opened again, and can give access', async () => {
    for (const act of ['deactivate', 'reactivate']) await wise.control('POST', `/users/${ADA.userId}/${act}`);
    expect((await wise.consent()).code).toBeTruthy();
  });

  it('a JSON body that is none gets 400, and an empty one will do where nothing is needed', async () => {
    const post = (path: string, body: string) =>
      fetch(`${wise.get().url}/__emulator${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
    expect((await post('/faults', '{"endpoint":')).status).toBe(400);
    expect((await post('/reset', '')).status).toBe(200);
  });
});
