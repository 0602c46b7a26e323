import { connectInBrowser, expectOutcome, giveAccess, goToWise, removeAppAtWise } from './support/acts';
import { expect, test } from './support/fixtures';
import { signInByMail } from './support/sign-in';

test('the customer’s whole flow works without JavaScript: sign in, connect, check, reconnect, disconnect, receipt, sign out', async ({
  open,
  stack,
  authProviders,
}) => {
  const page = await open({ javaScriptEnabled: false });
  const user = stack.sandbox.newUser();
  const name = user.profiles[0]?.fullName ?? '';
  await signInByMail(page, authProviders.mailbox, `plain-${user.id}@customers.example`);
  await connectInBrowser(page, stack.sandbox, user);
  await page.getByRole('link', { name: 'Go to your connections' }).click();
  await page.getByRole('article', { name }).getByRole('link', { name: 'Details' }).click();
  const address = page.url();

  await removeAppAtWise(page, stack.sandbox, user);
  await page.goto(address);
  await page.getByRole('button', { name: 'Check now' }).click();
  await expect(page.getByText('Needs reconnecting', { exact: true })).toBeVisible();
  await goToWise(page, stack.sandbox, 'Reconnect');
  await giveAccess(page, user);
  await expectOutcome(page, 'connected');

  await page.goto(address);
  await page.getByRole('link', { name: 'Disconnect…' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Disconnect ${name}?`);
  await page.getByRole('button', { name: 'Disconnect', exact: true }).click();
  await expect(page).toHaveURL(address);
  await expect(page.getByText('Disconnected, and cancelled at Wise')).toBeVisible();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('You’re signed out');
});

test('without JavaScript the page of a pending attempt reloads itself until there is an outcome', async ({
  open,
  stack,
}) => {
  const page = await open({ as: await stack.customer('Paul Plain'), javaScriptEnabled: false });
  const user = stack.sandbox.newUser();
  await page.goto('/dashboard');
  await goToWise(page, stack.sandbox);
  const held = stack.sandbox.hold('token:authorization_code', 'after');
  await giveAccess(page, user);
  await held.untilHeld();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Finishing your connection', {
    timeout: 20_000,
  });
  held.release();
  await expectOutcome(page, 'connected');
});

test('without JavaScript names too long for a line open on demand, and times stand in the deployment’s zone', async ({
  open,
  stack,
}) => {
  const page = await open({ as: await stack.customer('Paula Plain'), javaScriptEnabled: false });
  const user = stack.sandbox.demoUser('Mallory Hostile');
  await connectInBrowser(page, stack.sandbox, user);
  await page.goto('/dashboard');
  await expect(page.locator('time').first()).toHaveText(/^\d{1,2} \w{3} \d{4}, \d\d:\d\d UTC$/);
  const name = page.getByRole('article').locator('bdi').first();
  await expect(name).toContainText('Mallory <img src=x onerror=alert(1)>');
});
