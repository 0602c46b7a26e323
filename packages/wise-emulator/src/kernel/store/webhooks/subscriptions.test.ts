import { describe, expect, it } from 'vitest';
import { EVENT_TYPES } from '#emulator/webhooks/event-types';
import { ADA, CLIENT, OTHER_AUTHORIZATION } from '#testing/emulator-for-tests';
import { CLIENT_KEY, webhookPartner } from '#testing/webhook-partner';

const partner = webhookPartner();
const APP = `/v3/applications/${CLIENT_KEY}/subscriptions`;
const PROFILE = `/v3/profiles/${ADA.profileId}/subscriptions`;
const URL_OF_DOCS = 'https://your.webhook.url/12345';

const UUID = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);

describe('the documented examples', () => {
  const documented = {
    name: 'Webhook Subscription #1',
    trigger_on: 'transfers#state-change',
    delivery: { version: '2.0.0', url: URL_OF_DOCS },
  };

  it.each([
    {
      of: 'application',
      path: APP,
      token: partner.applicationToken,
      scope: { domain: 'application', id: CLIENT_KEY },
      created_by: { type: 'application', id: CLIENT.clientId },
    },
    {
      of: 'profile',
      path: PROFILE,
      token: () => partner.connect(),
      scope: { domain: 'profile', id: ADA.profileId },
      created_by: { type: 'user', id: ADA.userId },
    },
  ])('$of: create, get, list, delete', async ({ path, token, scope, created_by }) => {
    const bearer = await token();
    const made = await partner.ask('POST', path, bearer, documented);
    const subscription = { id: UUID, ...documented, scope, created_by, created_at: TIME };
    expect(made).toEqual({ status: 200, body: subscription });
    const { id } = made.body as { id: string };
    expect(await partner.ask('GET', `${path}/${id}`, bearer)).toEqual({ status: 200, body: made.body });
    expect(await partner.ask('GET', path, bearer)).toEqual({ status: 200, body: [made.body] });
    expect(await partner.ask('DELETE', `${path}/${id}`, bearer)).toEqual({ status: 204, body: undefined });
    expect(await partner.ask('GET', path, bearer)).toEqual({ status: 200, body: [] });
    expect((await partner.ask('DELETE', `${path}/${id}`, bearer)).status).toBe(404);
    expect((await partner.ask('GET', `${path}/${id}`, bearer)).status).toBe(404);
  });
});

it('a test notification comes at once, as documented, and says that it is one', async () => {
  await partner.control('PUT', '/settings', { webhookTestAtOnce: true });
  const { id } = await partner.subscribeApp({ trigger_on: 'users#state-change' });
  const [came] = await partner.receiver.until(1);
  expect(came?.headers['x-test-notification']).toBe('true');
  expect(JSON.parse(came?.body ?? '')).toMatchObject({ subscription_id: id, data: { resource: { id: 0 } } });
});

it("another client's key, another profile and the wrong kind of token are refused", async () => {
  const application = await partner.applicationToken();
  const user = await partner.connect();
  for (const [path, token] of [
    // The key and the id of a client are two things (docs/wise.md 12).
    [`/v3/applications/${CLIENT.clientId}/subscriptions`, application],
    ['/v3/applications/other-app-key/subscriptions', application],
    ['/v3/applications/nobody/subscriptions', application],
    ['/v3/profiles/30000002/subscriptions', user],
    [APP, user],
    [PROFILE, application],
  ] as const) {
    expect((await partner.ask('GET', path, token)).status, path).toBe(403);
    const body = partner.form({ trigger_on: 'transfers#state-change' });
    expect((await partner.ask('POST', path, token, body)).status, path).toBe(403);
  }
});

it("an app does not see another app's subscriptions of the same profile", async () => {
  const mine = await partner.connect();
  const { id } = await partner.subscribeProfile(mine, { trigger_on: 'transfers#state-change' });
  const { code } = await partner.consent(ADA, 'other-app');
  const fields = {
    grant_type: 'authorization_code',
    client_id: 'other-app',
    code,
    redirect_uri: 'https://app.example/callback',
  };
  const theirs = (await partner.token(fields, OTHER_AUTHORIZATION)).body.access_token;
  expect((await partner.ask('GET', PROFILE, theirs)).body).toEqual([]);
  expect((await partner.ask('GET', `${PROFILE}/${id}`, theirs)).status).toBe(404);
  expect((await partner.ask('DELETE', `${PROFILE}/${id}`, theirs)).status).toBe(404);
  expect((await partner.ask('GET', `${PROFILE}/${id}`, mine)).status).toBe(200);
});

describe('what is refused', () => {
  const refusedBody = async (path: string, token: string, body: unknown) => {
    const answer = await partner.ask('POST', path, token, body);
    expect(answer.status).toBe(422);
    return (answer.body as { errors: { code: string; path: string }[] }).errors;
  };

  it.each([
    ['nothing at all', {}, ['name', 'trigger_on', 'delivery']],
    ['a name that is empty', { name: ' ' }, ['name']],
    ['an event type that there is not', { trigger_on: 'users#revoked' }, ['trigger_on']],
    [
      'a version that the type has not',
      { delivery: { version: '9.0.0', url: URL_OF_DOCS } },
      ['delivery.version'],
    ],
  ])('%s: invalid', async (_what, fields, paths) => {
    const full = { ...partner.form({ trigger_on: 'users#state-change' }), ...fields };
    const body = paths.length === 3 ? {} : full;
    const errors = await refusedBody(APP, await partner.applicationToken(), body);
    expect(errors.map(({ code }) => code)).toEqual(paths.map(() => 'invalid'));
    expect(errors.map(({ path }) => path)).toEqual(paths);
  });

  const oneSided = Object.entries(EVENT_TYPES).filter(([, { domains }]) => domains.length === 1);

  it.each(oneSided)(
    '%s of the other domain: EVENT_TYPE_NOT_PERMITTED',
    async (trigger_on, { domains, versions }) => {
      const [path, token] = domains.includes('application')
        ? [PROFILE, await partner.connect()]
        : [APP, await partner.applicationToken()];
      const errors = await refusedBody(path, token, partner.form({ trigger_on, version: versions[0] ?? '' }));
      expect(errors).toMatchObject([{ code: 'EVENT_TYPE_NOT_PERMITTED', path: 'trigger_on' }]);
    },
  );

  it.each([
    ['no address', 'nowhere'],
    ['another scheme', 'ftp://webhooks.example.com/hook'],
    ['no https', 'http://webhooks.example.com/hook'],
    ['another port (documented)', 'https://webhooks.example.com:8080/hook'],
    ['a query (documented)', 'https://webhooks.example.com/hook.php?type=balance'],
    ['a query at this machine', 'http://localhost:3102/hook?type=balance'],
    ['an IP address (documented)', 'https://192.0.2.1/hook'],
    ['an IPv6 address', 'https://[2001:db8::1]/hook'],
    ['no host name', 'https://intranet/hook'],
    ['a password', 'https://me:secret@webhooks.example.com/hook'],
  ])('%s: INVALID_CALLBACK_URL', async (_what, url) => {
    const wanted = partner.form({ trigger_on: 'users#state-change', url });
    const errors = await refusedBody(APP, await partner.applicationToken(), wanted);
    expect(errors).toMatchObject([{ code: 'INVALID_CALLBACK_URL', path: 'delivery.url' }]);
  });

  it.each(['http://localhost:3102/wise', 'http://127.0.0.1:3102/', 'https://[::1]:3102/wise'])(
    '%s is of this machine, and refused only when the documented rules are switched on',
    async (url) => {
      const wanted = partner.form({ trigger_on: 'users#state-change', url });
      const token = await partner.applicationToken();
      expect((await partner.ask('POST', APP, token, wanted)).status).toBe(200);
      await partner.control('PUT', '/settings', { webhookUrls: 'documented' });
      const errors = await refusedBody(APP, token, wanted);
      expect(errors).toMatchObject([{ code: 'INVALID_CALLBACK_URL' }]);
    },
  );
});
