import { randomUUID } from 'node:crypto';
import { Browser } from '#test/browser/http-browser';
import { type AuthProviders, idpOf } from '../harness/auth-providers';
import { expect, test } from '../harness/fixtures';
import { connect, finishAttempt, upToCallback } from '../harness/flows';
import { signInByOidc } from '../harness/sign-in';
import type { Stack } from '../harness/stack';

// the stack where MATCH_POLICY is require: customers have a provider that says when they were born
test.use({ byOidc: 'both' });

/** Somebody who is a customer and, where they were added, one of the staff. */
async function signedIn(
  { stack, authProviders }: { stack: Stack; authProviders: AuthProviders },
  audience: 'customer' | 'staff',
  birthdate?: string,
): Promise<{ browser: Browser; email: string }> {
  const idp = idpOf(authProviders, stack.appUrl);
  const sub = `born-${randomUUID()}`;
  const email = `${sub}@example.com`;
  idp.people.set(sub, {
    sub,
    name: 'Berta Born',
    email,
    emailVerified: true,
    ...(birthdate === undefined ? {} : { birthdate }),
  });
  if (audience === 'staff')
    await stack.database.owner(`INSERT INTO staff (email, role) VALUES ($1, 'viewer')`, [email]);
  const browser = new Browser();
  await signInByOidc(browser, stack.appUrl, idp, { audience, sub });
  return { browser, email };
}

test('decision 094: only the customer’s own profile is connected; the customer reads what to do, staff read why', async ({
  stack,
  authProviders,
}) => {
  const world = { stack, authProviders };
  const user = stack.sandbox.newUser();
  const [profile] = user.profiles;
  if (profile?.type !== 'PERSONAL') throw new Error('a personal profile is wanted');
  const { dateOfBirth } = profile;
  const staff = await signedIn(world, 'staff');

  const stranger = await signedIn(world, 'customer', '1901-02-03');
  const callback = await upToCallback(stack, stranger.browser, user);
  const { outcome, page } = await finishAttempt(stranger.browser, callback);
  expect(outcome).toBe('identity_mismatch');
  expect(page.text).toContain('Nothing was connected');
  for (const told of [dateOfBirth, profile.lastName, profile.fullName, '1901', 'date of birth'])
    expect(page.text).not.toContain(told);
  const { id } = await stack.database.one('SELECT id FROM customers WHERE email = $1', [stranger.email]);
  const seen = await staff.browser.get(`${stack.appUrl}/staff/customers/${id}`);
  expect(seen.text).toContain('Not the customer’s profile');

  const owner = await signedIn(world, 'customer', dateOfBirth);
  const connectionId = await connect(stack, owner.browser, user);
  const connection = await staff.browser.get(`${stack.appUrl}/staff/connections/${connectionId}`);
  expect(connection.text).toContain('Yes, by date of birth');
  for (const { text } of [seen, connection]) expect(text).not.toContain(dateOfBirth);
});
