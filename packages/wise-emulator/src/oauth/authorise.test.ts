import { describe, expect, it } from 'vitest';
import { ADA, CLIENT, emulatorForTests, REDIRECT_URI } from '#testing/emulator-for-tests';
import { decideAtWise, giveAccess, signInAsWiseUser } from '#testing/wise-customer';

const wise = emulatorForTests();

const QUERY = `client_id=test-app&redirect_uri=${encodeURIComponent(REDIRECT_URI)}&state=s-1`;

async function open(query: string, cookie = '', path = '/oauth/authorize') {
  const response = await fetch(`${wise.get().url}${path}?${query}`, {
    redirect: 'manual',
    headers: { cookie },
  });
  return { status: response.status, location: response.headers.get('location'), text: await response.text() };
}

const asked = () => ({
  url: wise.get().url,
  clientId: CLIENT.clientId,
  redirectUri: REDIRECT_URI,
  state: 'a state/+&=é',
});

describe('the authorise page', () => {
  it.each([
    ['an unknown client', `client_id=nobody&redirect_uri=${encodeURIComponent(REDIRECT_URI)}`],
    ['no client', `redirect_uri=${encodeURIComponent(REDIRECT_URI)}`],
    ['no redirect URI', 'client_id=test-app'],
    ['a redirect URI of nobody', 'client_id=test-app&redirect_uri=https%3A%2F%2Fevil.example%2F'],
    ['a trailing slash', 'client_id=test-app&redirect_uri=https%3A%2F%2Fapp.example%2Fcallback%2F'],
    ['another case', 'client_id=test-app&redirect_uri=https%3A%2F%2Fapp.example%2FCallback'],
    ['an added query', 'client_id=test-app&redirect_uri=https%3A%2F%2Fapp.example%2Fcallback%3Fa%3D1'],
    [
      'another spelling of the query',
      'client_id=test-app&redirect_uri=https%3A%2F%2Fapp.example%2Fcb%3Fa%3Db%2Bc',
    ],
    ['the redirect URI twice', `${QUERY}&redirect_uri=${encodeURIComponent(REDIRECT_URI)}`],
    ['the state twice', `${QUERY}&state=s-2`],
    ['the client twice', `${QUERY}&client_id=other-app`],
  ])('refuses %s on its own page and redirects nobody', async (_case, query) => {
    const cookie = await signInAsWiseUser(wise.get().url, ADA.userId);
    const page = await open(query, cookie);
    expect(page.status).toBe(400);
    expect(page.location).toBeNull();
    expect(page.text).not.toContain('<form');
    expect(page.text).not.toContain('evil.example');
  });

  it.each(['/oauth/authorize', '/oauth/authorize/'])(
    'answers at %s and ignores unknown parameters',
    async (path) => {
      const page = await open(`${QUERY}&response_type=token&scope=x&code_challenge=y`, '', path);
      expect(page.status).toBe(200);
      expect(page.text).toContain('aria-label="Sign in as Ada Personal"');
    },
  );

  it('says on every page that it is not Wise, runs no script and is never cached', async () => {
    const cookie = await signInAsWiseUser(wise.get().url, ADA.userId);
    for (const path of [
      '/',
      '/sign-in',
      `/oauth/authorize?${QUERY}`,
      '/account/connected-apps',
      '/__emulator',
    ]) {
      const response = await fetch(wise.get().url + path, { headers: { cookie } });
      const text = await response.text();
      expect(text).toContain('Emulator – not Wise</header>');
      expect(text).not.toMatch(/<script|\son\w+=/);
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    }
  });

  it('remembers who is signed in and offers another user', async () => {
    const cookie = await signInAsWiseUser(wise.get().url, ADA.userId);
    const page = await open(QUERY, cookie);
    expect(page.text).toContain('Give access');
    expect(page.text).toContain(`/sign-in?next=${encodeURIComponent(`/oauth/authorize?${QUERY}`)}`);
    await wise.control('POST', '/reset');
    expect((await open(QUERY, cookie)).text).toContain('aria-label="Sign in as Ada Personal"');
  });

  it('goes back to the same authorise request after the sign-in, and nowhere else', async () => {
    const post = async (next: string) => {
      const body = new URLSearchParams({ user_id: ADA.userId, next });
      const response = await fetch(`${wise.get().url}/sign-in`, { method: 'POST', redirect: 'manual', body });
      return response.headers.get('location');
    };
    expect(await post(`/oauth/authorize/?${QUERY}`)).toBe(`/oauth/authorize/?${QUERY}`);
    for (const next of [
      'https://evil.example/',
      '//evil.example',
      '/\\evil.example',
      '/oauth/authorize\r\nx: y',
    ]) {
      expect(await post(next)).toBe('/account/connected-apps');
    }
  });

  it('has no effect and no log row for HEAD', async () => {
    const response = await fetch(`${wise.get().url}/oauth/authorize?${QUERY}`, { method: 'HEAD' });
    expect(response.status).toBe(404);
    expect(wise.events('authorise.page')).toHaveLength(0);
  });

  it('shows an error of its own with a link back when told to', async () => {
    await wise.control('PUT', '/settings', { authoriseError: true });
    const page = await open(QUERY);
    expect(page.text).toContain(`href="${REDIRECT_URI}?error=server_error&amp;error_description=`);
    expect(page.text).toContain('state=s-1');
    expect(page.text).not.toContain('<form');
  });
});

describe('the decision', () => {
  it('sends the code, the state as it came and the chosen profile', async () => {
    const consent = await giveAccess({ ...asked(), ...ADA });
    expect(consent).toMatchObject({ state: 'a state/+&=é', profileId: ADA.profileId });
    expect(consent.location.startsWith(`${REDIRECT_URI}?code=`)).toBe(true);
    expect(wise.events('authorise.code_issued')).toMatchObject([
      { code: consent.code, clientId: 'test-app', ...ADA, redirectUri: REDIRECT_URI, state: 'a state/+&=é' },
    ]);
  });

  it('sends no state when none came', async () => {
    const { location } = await giveAccess({ ...asked(), ...ADA, state: undefined as never });
    expect(location).not.toContain('state');
  });

  it('joins with & where the redirect URI has a query already', async () => {
    const consent = await giveAccess({ ...asked(), ...ADA, redirectUri: 'https://app.example/cb?a=b%20c' });
    expect(consent.location.startsWith('https://app.example/cb?a=b%20c&code=')).toBe(true);
  });

  it('keeps every digit of a 19-digit profile id', async () => {
    const lin = { userId: '9007199254740993017', profileId: '9007199254740993021' };
    expect((await giveAccess({ ...asked(), ...lin })).location).toMatch(/&profileId=9007199254740993021$/);
  });

  it.each([
    ['the profile of another user', '30000007'],
    ['no profile', undefined],
  ])('refuses %s', async (_case, profileId) => {
    const chosen = profileId === undefined ? {} : { profileId };
    const response = await decideAtWise({ ...asked(), userId: ADA.userId, decision: 'give', ...chosen });
    expect(response.status).toBe(400);
    expect(response.headers.get('location')).toBeNull();
    expect(wise.events('authorise.code_issued')).toHaveLength(0);
  });

  it('checks client and redirect URI again', async () => {
    const response = await decideAtWise({
      ...asked(),
      ...ADA,
      redirectUri: 'https://evil.example/',
      decision: 'give',
    });
    expect(response.status).toBe(400);
    expect(wise.events('authorise.code_issued')).toHaveLength(0);
  });

  it('asks for a sign-in when the cookie is gone, keeping the request', async () => {
    const body = new URLSearchParams({
      client_id: 'test-app',
      redirect_uri: REDIRECT_URI,
      state: 's&1',
      decision: 'give',
    });
    const response = await fetch(`${wise.get().url}/oauth/authorize/decision`, {
      method: 'POST',
      redirect: 'manual',
      body,
    });
    expect(response.headers.get('location')).toBe(
      `/oauth/authorize/?client_id=test-app&redirect_uri=${encodeURIComponent(REDIRECT_URI)}&state=s%261`,
    );
  });

  it.each([
    ['10000001', true],
    ['10000005', false],
  ])('of user %s promises access to a profile only where there is one: %s', async (userId, isPromised) => {
    const { url, clientId, redirectUri } = asked();
    const query = new URLSearchParams({ client_id: clientId, redirect_uri: redirectUri });
    const cookie = await signInAsWiseUser(url, userId);
    const page = await (await fetch(`${url}/oauth/authorize/?${query}`, { headers: { cookie } })).text();
    expect(page).toContain('Give access');
    expect(page.includes('will be able to see this profile')).toBe(isPromised);
  });

  it.each([
    ['omitted', true, /^https:\/\/app\.example\/callback\?code=\w+&state=s$/],
    ['empty', false, /&state=s&profileId=$/],
  ])(
    'of somebody without profile leads back with profileId %s',
    async (_case, noProfileOmitsProfileId, expected) => {
      await wise.control('PUT', '/settings', { noProfileOmitsProfileId });
      const consent = await giveAccess({ ...asked(), userId: '10000005', state: 's' });
      expect(consent.location).toMatch(expected);
    },
  );

  it.each([
    ['link', 'error=access_denied&amp;error_description=The%20user%20denied%20access&amp;state=s'],
    ['link-without-state', 'error=access_denied&amp;error_description=The%20user%20denied%20access"'],
  ])('"Deny" never redirects; setting %s shows a link back', async (denial, link) => {
    await wise.control('PUT', '/settings', { denial });
    const response = await decideAtWise({ ...asked(), userId: ADA.userId, state: 's', decision: 'deny' });
    expect(response.status).toBe(200);
    expect(response.headers.get('location')).toBeNull();
    expect(await response.text()).toContain(`<a href="${REDIRECT_URI}?${link}`);
    expect(wise.events('authorise.denied')).toMatchObject([{ userId: ADA.userId, state: 's' }]);
  });

  it('"Deny" with setting no-way-back leaves the customer at Wise', async () => {
    await wise.control('PUT', '/settings', { denial: 'no-way-back' });
    const response = await decideAtWise({ ...asked(), userId: ADA.userId, decision: 'deny' });
    expect(await response.text()).not.toContain(REDIRECT_URI);
  });

  it('is refused to a post from another site', async () => {
    const response = await fetch(`${wise.get().url}/oauth/authorize/decision`, {
      method: 'POST',
      headers: { 'sec-fetch-site': 'cross-site' },
      body: new URLSearchParams({ client_id: 'test-app' }),
    });
    expect(response.status).toBe(403);
  });
});
