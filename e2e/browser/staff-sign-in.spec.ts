import { randomUUID } from 'node:crypto';
import { linkIn } from '#test/mailbox';
import { idpOf } from '../harness/auth-providers';
import { until } from '../harness/until';
import { findingsOn } from './support/axe';
import { expect, test } from './support/fixtures';
import { askForLink, signInByOidc } from './support/sign-in';

// the other way round: staff have email links, customers a provider
test.use({ byOidc: 'customers' });

test('staff sign in by email link where they have no provider; whoever was not added gets the same page and no message', async ({
  open,
  stack,
  authProviders,
}) => {
  const email = `${randomUUID()}@staff.example`;
  const nobody = `${randomUUID()}@staff.example`;
  await stack.database.owner(`INSERT INTO staff (email, name, role) VALUES ($1, 'Sam Support', 'support')`, [
    email,
  ]);
  const page = await open();
  await page.goto('/staff');
  await page.getByLabel('Email address').fill(nobody);
  await page.getByRole('button', { name: 'Send me a link' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Check your email');
  await page.goto('/staff/sign-in');
  await page.goto(await askForLink(page, authProviders.mailbox, email));
  await expect(page.getByText(`You’re about to sign in as ${email}.`)).toBeVisible();
  expect(await findingsOn(page), 'promise 9').toEqual([]);
  await page.getByRole('button', { name: `Sign in as ${email}` }).click();
  await expect(page).toHaveURL('/staff');
  await expect(page.getByRole('banner')).toContainText('Sam Support');
  // asked for before the message that has come
  expect(authProviders.mailbox.received.filter(({ to }) => to.includes(nobody))).toEqual([]);
});

test('while mail does not leave, staff who ask for a link read so, whoever they are; the link that gets through works', async ({
  open,
  stack,
  authProviders,
}) => {
  const email = `${randomUUID()}@staff.example`;
  await stack.database.owner(`INSERT INTO staff (email, role) VALUES ($1, 'support')`, [email]);
  await stack.database.owner(`INSERT INTO alarms (code) VALUES ('mail_unavailable')`);
  const page = await open();
  for (const address of [`${randomUUID()}@staff.example`, email]) {
    await page.goto('/staff/sign-in');
    await page.getByLabel('Email address').fill(address);
    await page.getByRole('button', { name: 'Send me a link' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('We can’t send email right now');
    await expect(page).toHaveURL('/staff/sign-in/problem?reason=mail');
  }
  await page.goto(linkIn((await authProviders.mailbox.take(email)).text));
  await page.getByRole('button', { name: `Sign in as ${email}` }).click();
  await expect(page).toHaveURL('/staff');
  await until('the message that left has closed the alarm', async () => {
    const open = await stack.database.owner(
      `SELECT 1 FROM alarms WHERE code = 'mail_unavailable' AND cleared_at IS NULL`,
    );
    return open.length === 0;
  });
});

test('a customer signs in at the provider, is named on every page, and is nobody among staff', async ({
  open,
  stack,
  authProviders,
}) => {
  const sub = randomUUID();
  const name = `Carla Customer ${sub}`;
  const email = `${sub}@customers.example`;
  idpOf(authProviders, stack.appUrl).people.set(sub, { sub, name, email, emailVerified: true });
  const page = await open();
  await page.goto('/dashboard');
  await signInByOidc(page, name);
  await expect(page).toHaveURL('/dashboard');
  for (const path of ['/dashboard', '/connections/earlier', '/connect/sandbox']) {
    await page.goto(path);
    await expect(page.getByRole('banner')).toContainText(email);
  }
  await page.goto('/staff');
  await expect(page).toHaveURL('/staff/sign-in');
  await page.goto('/dashboard');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('You’re signed out');
});
