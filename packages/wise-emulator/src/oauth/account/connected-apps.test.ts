import { expect, it } from 'vitest';
import { ADA, emulatorForTests, exchangeOf } from '#testing/emulator-for-tests';
import { signInAsWiseUser } from '#testing/wise-customer';

const wise = emulatorForTests();

async function open(cookie: string) {
  return (await fetch(`${wise.get().url}/account/connected-apps`, { headers: { cookie } })).text();
}

function remove(cookie: string) {
  const body = new URLSearchParams({ client_id: 'test-app' });
  return fetch(`${wise.get().url}/account/connected-apps/remove`, {
    method: 'POST',
    headers: { cookie },
    body,
  });
}

it('the user sees the app, removes it, and its tokens are dead at once', async () => {
  const { code } = await wise.consent();
  const { body } = await wise.token(exchangeOf(code));
  const cookie = await signInAsWiseUser(wise.get().url, ADA.userId);
  expect(await open(cookie)).toContain('aria-label="Remove Test &lt;App&gt;"');
  expect(await (await remove(cookie)).text()).toContain('No app has access to your account.');
  expect((await wise.call('/v1/me', body.access_token)).status).toBe(401);
  expect(wise.live()).toEqual([]);
  expect(wise.events('app.removed')).toMatchObject([{ userId: ADA.userId, clientId: 'test-app' }]);
});

it('nobody removes an app of somebody else, and a stranger is asked to sign in', async () => {
  const { code } = await wise.consent();
  await wise.token(exchangeOf(code));
  await remove(await signInAsWiseUser(wise.get().url, '10000006'));
  await remove('');
  expect(wise.live()).toHaveLength(1);
  expect(await open('')).toContain('aria-label="Sign in as Ada Personal"');
});

it('a hostile name is printed, not run', async () => {
  const cookie = await signInAsWiseUser(wise.get().url, '10000004');
  const { code } = await wise.consent({ userId: '10000004', profileId: '30000006' });
  await wise.token(exchangeOf(code));
  const text = await open(cookie);
  expect(text).toContain('&lt;img src=x onerror=alert(1)&gt;');
  expect(text).not.toContain('<img');
  expect(text).not.toContain('\u0000');
});
