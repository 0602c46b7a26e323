import { randomUUID } from 'node:crypto';
import { Browser } from '#test/browser/http-browser';
import { type AuthProviders, idpOf } from '../harness/auth-providers';
import { connect } from '../harness/flows';
import type { Stack } from '../harness/stack';
import { expect, test } from './support/fixtures';
import { askForLink, signInByMail, signInByOidc } from './support/sign-in';

const newAddress = () => `${randomUUID()}@customers.example`;

test.describe('email links', () => {
  test('a link signs in only in the browser that asked for it, by a button that names the account', async ({
    open,
    authProviders,
  }) => {
    const address = newAddress();
    const [asker, other] = [await open(), await open()];
    await asker.goto('/sign-in');
    const link = await askForLink(asker, authProviders.mailbox, address);

    await other.goto(link);
    await expect(other.getByRole('heading', { level: 1 })).toHaveText('This link doesn’t work here');
    await expect(other.getByRole('main'), 'nor does it tell whose it is').not.toContainText(address);
    await other.goto('/dashboard');
    await expect(other).toHaveURL('/sign-in');

    await asker.goto(link);
    await expect(asker.getByText(`You’re about to sign in as ${address}.`)).toBeVisible();
    await asker.getByRole('button', { name: `Sign in as ${address}` }).click();
    await expect(asker).toHaveURL('/dashboard');
    await expect(asker.getByRole('banner')).toContainText(address);
  });

  test('the code of the message signs in the browser that asked, where a wrong one can be typed again', async ({
    open,
    authProviders,
  }) => {
    const address = newAddress();
    const page = await open();
    await page.goto('/sign-in');
    await page.getByLabel('Email address').fill(address);
    await page.getByRole('button', { name: 'Send me a link' }).click();
    await expect(page.getByRole('heading', { name: 'Check your email' })).toBeVisible();
    const { text } = await authProviders.mailbox.take(address, /sign-in link/);
    const code = /asked: (\d{6})$/m.exec(text)?.[1] ?? '';
    const field = page.getByLabel('Code from the email');
    await field.fill(code === '000000' ? '000001' : '000000');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(page.getByText('That code is wrong or has expired.')).toBeVisible();
    await field.fill(code);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(page).toHaveURL('/dashboard');
    await expect(page.getByRole('banner')).toContainText(address);
  });

  test('what mail scanners and previews do uses nothing up; the button does, once', async ({
    open,
    authProviders,
    stack,
  }) => {
    const address = newAddress();
    const page = await open();
    await page.goto('/sign-in');
    const link = await askForLink(page, authProviders.mailbox, address);
    for (const method of ['GET', 'HEAD', 'GET']) await new Browser().send(method, link);
    const confirm = `${stack.appUrl}/sign-in/link/confirm`;
    const half = new URL(link).searchParams.get('half') ?? '';
    expect((await new Browser().post(confirm, { half })).location).toContain('reason=link');

    await page.goto(link);
    await page.reload();
    await page.getByRole('button', { name: `Sign in as ${address}` }).click();
    await expect(page).toHaveURL('/dashboard');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.goto(link);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('This link doesn’t work here');
  });

  test('an expired link says so and leads to a new one, which works', async ({
    open,
    authProviders,
    stack,
  }) => {
    const address = newAddress();
    const page = await open();
    await page.goto('/sign-in');
    const link = await askForLink(page, authProviders.mailbox, address);
    await page.goto(link);
    const button = page.getByRole('button', { name: `Sign in as ${address}` });
    await expect(button).toBeVisible();
    await stack.database.owner(
      `UPDATE customer_verification_tokens SET expires = now() - interval '1 second' WHERE identifier = $1`,
      [address],
    );
    await button.click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('This link doesn’t work here');
    await expect(page.getByRole('main')).toContainText('within 10 minutes');
    await page.getByRole('link', { name: 'Get a new link' }).click();
    await page.goto(await askForLink(page, authProviders.mailbox, address));
    await button.click();
    await expect(page).toHaveURL('/dashboard');
  });

  test('who wanted a page of theirs comes to it after signing in', async ({ open, authProviders, stack }) => {
    const customer = await stack.customer('Dina Deeplink');
    const id = await connect(stack, customer.browser, stack.sandbox.newUser());
    const address = newAddress();
    const theirs = await open();
    await signInByMail(theirs, authProviders.mailbox, address);
    const page = await open();
    await page.goto('/connections/earlier');
    await expect(page).toHaveURL(/\/sign-in\?return=/);
    await page.goto(await askForLink(page, authProviders.mailbox, address));
    await page.getByRole('button', { name: `Sign in as ${address}` }).click();
    await expect(page).toHaveURL('/connections/earlier');
    const answer = await page.context().request.get(`/connections/${id}`);
    expect(answer.status(), 'another customer’s connection does not exist here').toBe(404);
  });
});

test.describe('signing out', () => {
  test('ends the session on the server; the way back shows nothing', async ({
    open,
    authProviders,
    stack,
  }) => {
    const address = newAddress();
    const page = await open();
    await signInByMail(page, authProviders.mailbox, address);
    const kept = await page.context().cookies();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('You’re signed out');
    await page.goBack();
    await expect(page).toHaveURL('/sign-in');
    await expect(page.locator('body')).not.toContainText(address);

    const thief = await open();
    await thief.context().addCookies(kept);
    await thief.goto('/dashboard');
    await expect(thief, 'a kept cookie is worth nothing').toHaveURL('/sign-in');
    const sessions = await stack.database.one(
      `SELECT count(*)::int AS open FROM customer_sessions s JOIN customers c ON c.id = s.customer_id WHERE c.email = $1`,
      [address],
    );
    expect(sessions.open).toBe(0);
  });
});

/** Somebody at the provider; an admin has added them when `role` is given. */
async function atProvider(
  stack: Stack,
  authProviders: AuthProviders,
  name: string,
  role?: string,
): Promise<string> {
  const sub = randomUUID();
  const email = `${sub}@staff.example`;
  idpOf(authProviders, stack.appUrl).people.set(sub, {
    sub,
    name: `${name} ${sub}`,
    email,
    emailVerified: true,
  });
  if (role !== undefined) {
    await stack.database.owner('INSERT INTO staff (email, role) VALUES ($1, $2::staff_role)', [email, role]);
  }
  return `${name} ${sub}`;
}

test.describe('OpenID Connect', () => {
  test('staff see where they are led, can cancel there, and come in once an admin has added them', async ({
    open,
    stack,
    authProviders,
  }) => {
    const stranger = await atProvider(stack, authProviders, 'Noel Notadded');
    const added = await atProvider(stack, authProviders, 'Vito Viewer', 'viewer');
    const page = await open();
    await page.goto('/staff');
    await expect(page).toHaveURL('/staff/sign-in');
    const { host } = new URL(idpOf(authProviders, stack.appUrl).issuer);
    await expect(page.getByText(`You’ll sign in at ${host} and come back here.`)).toBeVisible();
    await page.getByRole('button', { name: /^Sign in with / }).click();
    await page.getByRole('button', { name: 'Cancel' }).click();
    const title = page.getByRole('heading', { level: 1 });
    await expect(title).toHaveText('You didn’t sign in');
    await page.getByRole('link', { name: 'Sign in', exact: true }).click();

    await signInByOidc(page, stranger);
    await expect(title).toHaveText('You’re signed in, but you don’t have access yet');
    await page.context().clearCookies();
    await page.goto('/staff/sign-in');
    await signInByOidc(page, added);
    await expect(page).toHaveURL('/staff');
    await expect(page.getByRole('banner')).toContainText(`${added}`);
    await expect(page.getByRole('banner')).toContainText(/viewer/i);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(title).toHaveText('You’re signed out');
    await page.goto('/staff');
    await expect(page).toHaveURL('/staff/sign-in');
  });
});
