import { describe, expect, it } from 'vitest';
import {
  ADA,
  AUTHORIZATION,
  emulatorForTests,
  exchangeOf,
  OTHER_AUTHORIZATION,
  REDIRECT_URI,
  refreshOf,
} from '#testing/emulator-for-tests';
import { MADE, userMaker } from '#testing/made-user';
import { hiddenFields } from '#testing/wise-browser';
import { giveAccess, signInAsWiseUser } from '#testing/wise-customer';

const wise = emulatorForTests();
const partner = userMaker(wise, AUTHORIZATION);
const stranger = userMaker(wise, OTHER_AUTHORIZATION);
const set = (settings: Record<string, unknown>) => wise.control('PUT', '/settings', settings);
const idOf = ({ body }: { body: Record<string, unknown> }) => String(body.id);

describe('POST /v1/user/signup/registration_code', () => {
  it('makes a user without name and profile, who is there from then on', async () => {
    expect((await partner.exists({ email: MADE.email })).body).toEqual({ exists: false });
    const made = await partner.signUp({ ...MADE, language: 'DE' });
    const user = { id: expect.any(Number), name: null, email: MADE.email, active: true, details: null };
    expect(made).toEqual({ status: 200, body: user });
    expect((await partner.exists({ email: MADE.email.toUpperCase() })).body).toEqual({ exists: true });
    expect(wise.events('user.signed_up')).toMatchObject([{ clientId: 'test-app', email: MADE.email }]);
  });

  it('takes an e-mail once, whatever its case, even when two requests race for it', async () => {
    const other = { ...MADE, email: MADE.email.toUpperCase() };
    const both = await Promise.all([partner.signUp(), stranger.signUp(other)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  const missing = (path: string) => ({
    code: 'NotNull',
    message: 'must not be null',
    path,
    arguments: [path],
  });
  it.each([
    ['nothing', {}, 400, [missing('email'), missing('registrationCode')]],
    ['no JSON object', 'text', 400, [missing('email'), missing('registrationCode')]],
    ['no code', { email: MADE.email }, 400, [missing('registrationCode')]],
    ['a number for the e-mail', { ...MADE, email: 7 }, 400, [missing('email')]],
    [
      'a code of 31 characters',
      { ...MADE, registrationCode: 'x'.repeat(31) },
      400,
      [{ code: 'Size', message: 'size must be between 32 and 2147483647' }],
    ],
    [
      'no e-mail',
      { ...MADE, email: 'nobody' },
      422,
      [{ code: 'ERROR', message: 'Please provide a valid email' }],
    ],
    ['an unknown language', { ...MADE, language: 'XX' }, 422, [{ code: 'NOT_VALID', path: 'language' }]],
  ])('refuses %s', async (_about, body, status, errors) => {
    expect(await partner.signUp(body)).toMatchObject({ status, body: { errors } });
    expect(wise.events('user.signed_up')).toEqual([]);
  });

  it.each([
    ['openapi', ['email', 'class com.transferwise.fx.api.ApiRegisterCommand', 'ada@wise-user.example']],
    ['masked', ['email', 'ad****@wise-user.example']],
  ])('answers 409 to an e-mail that is taken, with arguments as %s', async (takenEmailArguments, shown) => {
    await set({ takenEmailArguments });
    const taken = await partner.signUp({ ...MADE, email: 'ada@wise-user.example' });
    const message = "You're already a member. Please login";
    const errors = [{ code: 'NOT_UNIQUE', message, path: 'email', arguments: shown }];
    expect(taken).toEqual({ status: 409, body: { errors } });
  });

  it('takes the e-mail of a closed account for taken, or for free by a setting; of two owners the open one counts', async () => {
    const first = idOf(await partner.signUp());
    await wise.control('POST', `/users/${first}/deactivate`);
    expect((await partner.exists({ email: MADE.email })).body).toEqual({ exists: true });
    expect((await partner.signUp()).status).toBe(409);
    await set({ closedAccountFreesEmail: true });
    expect((await partner.exists({ email: MADE.email })).body).toEqual({ exists: false });
    const second = idOf(await partner.signUp({ ...MADE, registrationCode: 'd'.repeat(32) }));
    expect(second).not.toBe(first);
    expect((await partner.signUp()).status).toBe(409);
    expect((await partner.tokens()).status).toBe(401);
    expect((await partner.tokens({ registration_code: 'd'.repeat(32) })).status).toBe(200);
  });

  it('is forgotten by a reset', async () => {
    await partner.signUp();
    await partner.makeProfile((await partner.tokens()).body.access_token);
    await wise.control('POST', '/reset');
    expect((await partner.exists({ email: MADE.email })).body).toEqual({ exists: false });
    expect((await partner.tokens()).status).toBe(401);
  });
});

it('POST /v1/users/exists wants an e-mail', async () => {
  expect(await partner.exists({})).toMatchObject({ status: 400, body: { errors: [{ code: 'NotNull' }] } });
  expect(await partner.exists({ email: 'x' })).toMatchObject({ status: 422 });
  expect((await partner.exists({ email: 'ada@wise-user.example' })).body).toEqual({ exists: true });
});

describe('grant_type=registration_code', () => {
  it('gives tokens of the user again and again; the later refresh token is the live one', async () => {
    const userId = idOf(await partner.signUp());
    const first = (await partner.tokens()).body;
    const second = (await partner.tokens({ email: MADE.email.toUpperCase() })).body;
    const me = await wise.call('/v1/me', second.access_token);
    expect(await me.json()).toMatchObject({ id: Number(userId), email: MADE.email, details: null });
    expect((await wise.call('/v1/me', first.access_token)).status).toBe(200);
    expect((await wise.token(refreshOf(first.refresh_token))).body.error).toBe('invalid_grant');
    expect((await wise.token(refreshOf(second.refresh_token))).status).toBe(200);
  });

  it.each([
    ['a wrong code', { registration_code: 'b'.repeat(32) }],
    ['another e-mail', { email: 'ada@wise-user.example' }],
  ])('refuses %s, by 401 or by 400 and 403 where a setting says so', async (_about, fields) => {
    await partner.signUp();
    const said = async () => {
      const { status, body } = await partner.tokens(fields);
      return [status, body];
    };
    const body = { error: 'invalid_grant', error_description: 'Invalid user credentials.' };
    expect(await said()).toEqual([401, body]);
    await set({ registrationCodeStatus: '400' });
    expect(await said()).toEqual([400, body]);
    await set({ registrationCodeStatus: '403' });
    expect(await said()).toEqual([403, body]);
  });

  it('refuses the code of another partner, of a closed account, and without its parameters', async () => {
    const userId = idOf(await partner.signUp());
    expect((await stranger.tokens({ client_id: 'other-app' })).status).toBe(401);
    expect(await stranger.tokens()).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    expect(await partner.tokens({ email: '' })).toMatchObject({ body: { error: 'invalid_request' } });
    await wise.control('POST', `/users/${userId}/deactivate`);
    expect((await partner.tokens()).status).toBe(401);
    await wise.control('POST', `/users/${userId}/reactivate`);
    expect((await partner.tokens()).status).toBe(200);
  });

  it('goes by the e-mail of the sign-up, also after the user changed it', async () => {
    const userId = idOf(await partner.signUp());
    await wise.control('POST', `/users/${userId}/change-email`);
    expect((await partner.tokens()).status).toBe(200);
  });
});

describe('a user who takes the account over', () => {
  const post = (path: string, fields: Record<string, string>) =>
    fetch(wise.get().url + path, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams(fields),
    });
  const linkOf = (code: string, clientId = 'test-app') =>
    `${wise.get().url}/oauth/authorize/?${new URLSearchParams({
      client_id: clientId,
      redirect_uri: REDIRECT_URI,
      state: 's &1',
      claim_account_code: code,
    })}`;
  const open = async (url: string, cookie = '') => {
    const response = await fetch(url, { headers: { cookie } });
    return { status: response.status, text: await response.text() };
  };

  async function madeWithLink() {
    const userId = idOf(await partner.signUp());
    const { body: tokens } = await partner.tokens();
    const { status, body } = await partner.claim(tokens.access_token);
    expect(status).toBe(200);
    return { userId, tokens, code: String(body.claimAccountCode) };
  }

  /** Presses the button of the page that a link opens; returns where it leads and the browser's cookie. */
  async function pressTakeOver(page: string) {
    const pressed = await post('/account/take-over', hiddenFields(page));
    return {
      status: pressed.status,
      location: pressed.headers.get('location') ?? '',
      cookie: pressed.headers.get('set-cookie')?.split(';', 1)[0] ?? '',
    };
  }

  it('follows the link, owns the account, and gives the app access by a consent as everybody does', async () => {
    const { userId, code, tokens } = await madeWithLink();
    const page = await open(linkOf(code));
    expect(page).toMatchObject({ status: 200, text: expect.stringContaining('Take over this account') });
    const { location, cookie } = await pressTakeOver(page.text);
    expect(location).toBe(
      '/oauth/authorize/?client_id=test-app&redirect_uri=https%3A%2F%2Fapp.example%2Fcallback&state=s%20%261',
    );
    const consent = await open(wise.get().url + location, cookie);
    expect(consent.text).toContain('Pia Customer');
    const [profile] = wise.get().state.people.find(userId)?.profiles ?? [];
    const given = await giveAccess({
      url: wise.get().url,
      clientId: 'test-app',
      redirectUri: REDIRECT_URI,
      state: 's',
      userId,
      profileId: profile?.id ?? '',
    });
    expect(given).toMatchObject({ state: 's', profileId: profile?.id });
    const connected = (await wise.token(exchangeOf(given.code))).body;
    expect((await wise.call(`/v2/profiles/${profile?.id}`, connected.access_token)).status).toBe(200);
    expect((await partner.tokens()).status).toBe(401);
    // the consent took the place of what the registration code had given
    expect((await wise.token(refreshOf(tokens.refresh_token))).body.error).toBe('invalid_grant');
  });

  it('a link works for five minutes, once, for its own app, and only the newest', async () => {
    const { tokens, code } = await madeWithLink();
    expect((await open(linkOf(code, 'other-app'))).text).toContain('expired or was used');
    const newer = String((await partner.claim(tokens.access_token)).body.claimAccountCode);
    expect((await open(linkOf(code))).status).toBe(400);
    wise.passSeconds(299);
    const page = await open(linkOf(newer));
    expect(page.status).toBe(200);
    wise.passSeconds(300);
    expect((await open(linkOf(newer))).status).toBe(400);
    expect((await pressTakeOver(page.text)).status).toBe(400);
    wise.passSeconds(0);
    expect((await pressTakeOver(page.text)).status).toBe(303);
    expect((await pressTakeOver(page.text)).status).toBe(400);
    expect((await open(linkOf(newer))).status).toBe(400);
    expect(await partner.claim(tokens.access_token)).toMatchObject({ status: 422 });
  });

  it('a link lives as long as setting claimCodeSeconds has it', async () => {
    await wise.control('PUT', '/settings', { claimCodeSeconds: 20 });
    const { code } = await madeWithLink();
    wise.passSeconds(19);
    expect((await open(linkOf(code))).status).toBe(200);
    wise.passSeconds(20);
    expect((await open(linkOf(code))).status).toBe(400);
  });

  it('a code for a link is for the user and the app of the registration code alone', async () => {
    const { tokens } = await madeWithLink();
    expect(await partner.claim(tokens.access_token, 'c'.repeat(32))).toMatchObject({ status: 422 });
    const { code } = await wise.consent(ADA);
    const ada = (await wise.token(exchangeOf(code))).body;
    expect(await partner.claim(ada.access_token)).toMatchObject({ status: 422 });
  });

  it('does so on the sign-in page too; until then nobody is signed in', async () => {
    const userId = idOf(await partner.signUp());
    await expect(signInAsWiseUser(wise.get().url, userId)).rejects.toThrow('Could not sign in');
    const asked = await (await post('/sign-in', { user_id: userId })).text();
    const { location, cookie } = await pressTakeOver(asked);
    expect(location).toBe('/account/connected-apps');
    expect(cookie).not.toBe('');
    expect(await signInAsWiseUser(wise.get().url, userId)).not.toBe('');
    expect(wise.events('user.took_over')).toMatchObject([{ userId, by: 'sign-in', grants: 0 }]);
  });

  it('ends the code alone, or all grants where a setting says so', async () => {
    const userId = idOf(await partner.signUp());
    const { body: tokens } = await partner.tokens();
    await wise.control('POST', `/users/${userId}/take-over`);
    expect((await partner.tokens()).status).toBe(401);
    expect((await wise.token(refreshOf(tokens.refresh_token))).status).toBe(200);
    await wise.control('POST', '/reset');
    await set({ takeOverEndsGrants: true });
    const again = idOf(await partner.signUp());
    const { body: others } = await partner.tokens();
    expect((await wise.control('POST', `/users/${again}/take-over`)).body).toEqual({ grants: 1 });
    expect((await wise.call('/v1/me', others.access_token)).status).toBe(401);
    expect((await wise.token(refreshOf(others.refresh_token))).body.error).toBe('invalid_grant');
  });
});
