import { beforeEach, describe, expect, it } from 'vitest';
import { readClients } from '#emulator/clients-file';
import { clientFile } from '#emulator/kernel/store/clients';
import { AUTHORIZATION, basic, CLIENT, emulatorForTests, OTHER_CLIENT } from '#testing/emulator-for-tests';
import { hubVisitor } from '#testing/hub-visitor';

const wise = emulatorForTests();
const { open, press } = hubVisitor(wise);
const APPLICATION = { grant_type: 'client_credentials' };

beforeEach(() => {
  for (const client of [CLIENT, OTHER_CLIENT]) wise.get().state.clients.put(client);
});

const secretsOf = (clientId: string) => wise.get().state.clients.find(clientId)?.secrets.live(0) ?? [];
const shownSecret = (text: string) => /class="once">([^<]+)</.exec(text)?.[1] ?? '';
const signIn = async (clientId: string, secret: string) =>
  (await wise.token(APPLICATION, basic(clientId, secret))).status;

describe('a client in the Developer Hub', () => {
  it('is listed, and its page names id and key', async () => {
    expect((await open('/developer-hub')).text).toContain('/developer-hub/clients/test-app');
    const { status, text } = await open('/developer-hub/clients/test-app');
    expect(status).toBe(200);
    expect(text).toContain('Test &lt;App&gt;');
    expect(text).toContain('<code>test-app</code>');
    expect(text).toContain('<code>test-app-key</code>');
  });

  it('that nobody knows gets 404, for its page and its forms', async () => {
    expect((await open('/developer-hub/clients/nobody')).status).toBe(404);
    expect((await press('/developer-hub/clients/nobody/secrets/rotate')).status).toBe(404);
  });

  it('is added with one form, gets a secret that works, and can be sent to the authorise page', async () => {
    const redirectUri = 'myapp://wise/?from=hub';
    const added = await press('/developer-hub/clients', { clientId: 'my/app', name: 'Mine', redirectUri });
    const secret = shownSecret(added.text);
    expect(await signIn('my/app', secret)).toBe(200);
    const query = new URLSearchParams({ client_id: 'my/app', redirect_uri: redirectUri });
    expect((await open(`/oauth/authorize/?${query}`)).status).toBe(200);
    expect(wise.events('client.registered')).toMatchObject([{ clientId: 'my/app' }]);
  });

  it.each([
    [
      'an id that is taken',
      { clientId: 'test-app', name: 'N', redirectUri: 'https://a.example/' },
      'is taken',
    ],
    [
      'a redirect URI that is a script',
      { clientId: 'x1', name: 'N', redirectUri: 'javascript:1' },
      'no script',
    ],
    ['no name', { clientId: 'x2', name: '', redirectUri: 'https://a.example/' }, 'name'],
  ])('is not added with %s; what was filled in stays', async (_what, fields, words) => {
    const { status, text } = await press('/developer-hub/clients', fields);
    expect(status).toBe(400);
    expect(text).toContain(words);
    expect(text).toContain(`value="${fields.clientId}"`);
  });

  it('is out of reach of other sites', async () => {
    expect((await press('/developer-hub/clients/test-app/secrets/rotate', {}, 'cross-site')).status).toBe(
      403,
    );
  });
});

describe('client secrets', () => {
  it('rotate: the new one is shown once, and both are live', async () => {
    const rotated = await press('/developer-hub/clients/other-app/secrets/rotate');
    const secret = shownSecret(rotated.text);
    expect(await signIn('other-app', secret)).toBe(200);
    expect(await signIn('other-app', 'other-secret')).toBe(200);
    expect((await open(rotated.at.replace(wise.get().url, ''))).text).not.toContain(secret);
    expect((await open('/developer-hub/clients/other-app')).text).not.toContain(secret);
  });

  it('are two at most: the third is refused until one is revoked', async () => {
    const refused = await press('/developer-hub/clients/test-app/secrets/rotate');
    expect(refused.text).toContain('Two secrets are live.');
    expect(shownSecret(refused.text)).toBe('');
    expect(secretsOf('test-app')).toHaveLength(2);
  });

  it('end at once when revoked, and the other goes on', async () => {
    const [first] = secretsOf('test-app');
    await press('/developer-hub/clients/test-app/secrets/revoke', { secret: first?.id ?? '', grace: '0' });
    const refused = await wise.token(APPLICATION, AUTHORIZATION);
    expect(refused.status).toBe(401);
    expect(refused.body.error).toBe('invalid_client');
    expect(await signIn('test-app', 'second-secret')).toBe(200);
    expect(wise.events('secret.revoked')).toMatchObject([{ clientId: 'test-app', graceSeconds: 0 }]);
  });

  it('end after a grace, which cannot be made longer again', async () => {
    const [secret] = secretsOf('other-app');
    const end = (grace: string) =>
      press('/developer-hub/clients/other-app/secrets/revoke', { secret: secret?.id ?? '', grace });
    await end('300');
    await end('86400');
    expect(await signIn('other-app', 'other-secret')).toBe(200);
    wise.passSeconds(301);
    expect(await signIn('other-app', 'other-secret')).toBe(401);
    expect((await open('/developer-hub/clients/other-app')).text).toContain('No secret is live');
  });

  it('can be rotated and revoked by program too', async () => {
    const made = await wise.control('POST', '/clients/other-app/secrets');
    const { id, value } = made.body as { id: string; value: string };
    expect(made.status).toBe(201);
    expect(await signIn('other-app', value)).toBe(200);
    expect((await wise.control('POST', '/clients/other-app/secrets')).status).toBe(409);
    await wise.control('DELETE', `/clients/other-app/secrets/${id}`, { graceSeconds: 60 });
    expect((await wise.control('GET', '/clients/other-app/secrets')).body).toHaveLength(2);
    await wise.control('DELETE', `/clients/other-app/secrets/${id}`);
    expect((await wise.control('GET', '/clients/other-app/secrets')).body).toMatchObject([
      { value: 'other-secret', createdAt: null, endsAt: null },
    ]);
    expect((await wise.control('DELETE', `/clients/other-app/secrets/${id}`)).status).toBe(404);
    expect((await wise.control('GET', '/clients/nobody/secrets')).status).toBe(404);
  });
});

describe('redirect URIs and enforcement', () => {
  it('are changed from the page, and hold at once', async () => {
    const uri = 'http://localhost:4999/cb?x=1';
    const query = new URLSearchParams({ client_id: 'test-app', redirect_uri: uri });
    await press('/developer-hub/clients/test-app/redirect-uris/add', { uri });
    expect((await open(`/oauth/authorize/?${query}`)).status).toBe(200);
    await press('/developer-hub/clients/test-app/redirect-uris/remove', { uri });
    expect((await open(`/oauth/authorize/?${query}`)).status).toBe(400);
    await press('/developer-hub/clients/test-app/enforcement/save', { mtls: 'on' });
    expect((await wise.token(APPLICATION)).status).toBe(403);
    await press('/developer-hub/clients/test-app/enforcement/save');
    expect((await wise.token(APPLICATION)).status).toBe(200);
  });

  it('keep the secrets, and say what is wrong with an address', async () => {
    const { text } = await press('/developer-hub/clients/test-app/redirect-uris/add', { uri: 'a b' });
    expect(text).toContain('Nothing was changed. printable ASCII without spaces');
    await press('/developer-hub/clients/test-app/redirect-uris/add', { uri: 'https://new.example/' });
    expect(secretsOf('test-app').map(({ value }) => value)).toEqual(CLIENT.clientSecrets);
  });
});

it('the clients as a file can be started with again', async () => {
  const listed = (await wise.control('GET', '/clients')).body as { clientId: string }[];

  const now = wise.get().state.clients.all();
  expect(readClients(JSON.stringify(listed))).toEqual(now.map((client) => clientFile(client, Date.now())));
});
