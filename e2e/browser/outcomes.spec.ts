import type { Page } from '@playwright/test';
import type { Outcome } from '#web/attempts/outcomes';
import { giveAccess as giveAccessByHttp } from '../harness/flows';
import type { Stack } from '../harness/stack';
import { becomeWiseUser, expectOutcome, giveAccess, goToWise } from './support/acts';
import { expect, type Open, test } from './support/fixtures';
import { withWrongSecret } from './support/wise-client';

type Given = { open: Open; stack: Stack };
type Expected = { outcome: Outcome; title: string; says: RegExp };

/** What the page must say; its picture goes to the results, to be looked at. */
async function expectPage(page: Page, { outcome, title, says }: Expected): Promise<void> {
  await expectOutcome(page, outcome);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
  await expect(page.getByRole('main')).toContainText(says);
  await expect(page.getByRole('main')).toContainText(/Reference [0-9A-Z]{4}-[0-9A-Z]{4}\. Quote it/);
  expect(new URL(page.url()).search, 'a clean address').toBe('');
  const path = test.info().outputPath(`${outcome}.png`);
  await page.screenshot({ path, fullPage: true });
  await test.info().attach(outcome, { path, contentType: 'image/png' });
}

async function expectTryAgain(page: Page, stack: Stack): Promise<void> {
  const before = page.url();
  await goToWise(page, stack.sandbox, 'Try again');
  expect(page.url()).toContain('/oauth/authorize');
  await page.goto(before);
}

/** A customer's window at Wise's consent page, as a Wise user of their own. */
async function atWise({ open, stack }: Given, profiles = 1) {
  const customer = await stack.customer('Olive Outcome');
  const page = await open({ as: customer });
  const user = stack.sandbox.newUser({ profiles });
  await page.goto('/dashboard');
  await goToWise(page, stack.sandbox);
  return { customer, page, user };
}

test('connected: the page names the profile, its type and number, and leads on or disconnects', async ({
  open,
  stack,
}) => {
  const { page, user } = await atWise({ open, stack });
  await giveAccess(page, user);
  await expectPage(page, { outcome: 'connected', title: 'Wise is connected', says: /Is it the right one\?/ });
  const card = page.getByLabel('The connected Wise profile');
  await expect(card).toContainText(user.profiles[0]?.fullName ?? '');
  await expect(card).toContainText('Personal');
  await expect(card).toContainText(user.profiles[0]?.id ?? '');
  await expect(page.getByText('Sandbox', { exact: true })).toBeVisible();
  await page.getByRole('link', { name: 'Disconnect' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Disconnect');
  await page.getByRole('link', { name: 'Keep it connected' }).click();
  await page.waitForURL('**/connections/*');
});

test('denied: saying no at Wise connects nothing, with and without a way back that names the attempt', async ({
  open,
  stack,
}) => {
  const { page, user } = await atWise({ open, stack });
  await becomeWiseUser(page, user);
  await page.getByRole('button', { name: 'Deny' }).click();
  await page.getByRole('link', { name: /^Return to/ }).click();
  await expectPage(page, { outcome: 'denied', title: 'You didn’t give access', says: /received nothing/ });
  await expectTryAgain(page, stack);
  stack.sandbox.set({ denial: 'link-without-state' });
  await page.goto('/dashboard');
  await goToWise(page, stack.sandbox);
  await page.getByRole('button', { name: 'Deny' }).click();
  await page.getByRole('link', { name: /^Return to/ }).click();
  await expectOutcome(page, 'denied');
});

test('wise_error: an error that Wise shows comes back as "Wise couldn’t finish this"', async ({
  open,
  stack,
}) => {
  stack.sandbox.set({ authoriseError: 'server_error' });
  const { page } = await atWise({ open, stack });
  await page.getByRole('link', { name: /^Return to/ }).click();
  await expectPage(page, {
    outcome: 'wise_error',
    title: 'Wise couldn’t finish this',
    says: /Nothing was connected/,
  });
  stack.sandbox.reset();
  await expectTryAgain(page, stack);
});

test('expired: an approval that comes after the attempt has run out connects nothing', async ({
  open,
  stack,
}) => {
  const { customer, page, user } = await atWise({ open, stack });
  await stack.database.owner(
    `UPDATE connect_attempts SET expires_at = now() - interval '1 second' WHERE customer_id = $1`,
    [customer.id],
  );
  await giveAccess(page, user);
  await expectPage(page, { outcome: 'expired', title: 'This approval expired', says: /30 minutes/ });
  await expectTryAgain(page, stack);
});

test('expired: a code that Wise no longer takes says the same', async ({ open, stack }) => {
  stack.sandbox.set({ codeSeconds: 0 });
  const { page, user } = await atWise({ open, stack });
  await giveAccess(page, user);
  await expectPage(page, { outcome: 'expired', title: 'This approval expired', says: /works once/ });
});

test('not_yours: somebody else’s way back connects nothing and tells nothing about them', async ({
  open,
  stack,
}) => {
  const { page, user, customer } = await atWise({ open, stack });
  // what a phisher sends: the address that Wise sends the starter's own browser to
  const sent = await giveAccessByHttp(stack.sandbox, page.url(), user);
  const victim = await open({ as: await stack.customer('Vera Victim') });
  await victim.goto(sent);
  await expectPage(victim, {
    outcome: 'not_yours',
    title: 'We couldn’t complete this here',
    says: /don’t use it/,
  });
  await expect(victim.getByRole('main')).not.toContainText(customer.name);
  await expect(victim.getByText('Vera Victim')).toBeVisible();
  await expectTryAgain(victim, stack);
});

test('profile_mismatch: a profile that Wise does not confirm is not connected', async ({ open, stack }) => {
  const { page, user } = await atWise({ open, stack });
  stack.sandbox.plant({
    endpoint: 'profile',
    kind: 'answer',
    status: 403,
    headers: { 'content-type': 'application/json' },
    body: '{"status":403,"error":"unauthorized","message":"Unauthorized"}',
  });
  await giveAccess(page, user);
  await expectPage(page, {
    outcome: 'profile_mismatch',
    title: 'The Wise profile didn’t match',
    says: /keeps nothing/,
  });
  await expectTryAgain(page, stack);
});

test('no_profile: a Wise user without a profile is told what is missing', async ({ open, stack }) => {
  const { page } = await atWise({ open, stack });
  await giveAccess(page, stack.sandbox.demoUser('Nora Noprofile'));
  await expectPage(page, {
    outcome: 'no_profile',
    title: 'Your Wise account has no profile yet',
    says: /Finish setting up your account at Wise/,
  });
  await expectTryAgain(page, stack);
});

test('interrupted: when Wise’s answer is lost the code is not sent again, and a new attempt works', async ({
  open,
  stack,
}) => {
  const { page, user } = await atWise({ open, stack });
  stack.sandbox.plant({ endpoint: 'token:authorization_code', kind: 'drop', when: 'after' });
  await giveAccess(page, user);
  await expectPage(page, { outcome: 'interrupted', title: 'This was interrupted', says: /works only once/ });
  await goToWise(page, stack.sandbox, 'Try again');
  await page.getByRole('button', { name: 'Give access' }).click();
  await expectOutcome(page, 'connected');
});

test('pending: a page that waits for Wise says so and turns into the outcome by itself', async ({
  open,
  stack,
}) => {
  const { page, user } = await atWise({ open, stack });
  const held = stack.sandbox.hold('token:authorization_code', 'after');
  await giveAccess(page, user);
  await held.untilHeld();
  const title = page.getByRole('heading', { level: 1 });
  await expect(title).toHaveText('Finishing your connection', { timeout: 20_000 });
  held.release();
  await expectOutcome(page, 'connected');
});

test('wise_unavailable: an outage of Wise is said as one, and "Try again" works', async ({ open, stack }) => {
  const { page, user } = await atWise({ open, stack });
  stack.sandbox.plant({
    endpoint: 'token:authorization_code',
    kind: 'answer',
    status: 503,
    body: '',
    count: 99,
  });
  await giveAccess(page, user);
  await expectPage(page, {
    outcome: 'wise_unavailable',
    title: 'Wise isn’t available',
    says: /start again in a few minutes/,
  });
  await expectTryAgain(page, stack);
});

test('configuration_wrong: a client secret that Wise refuses is called our mistake, and staff see the alarm', async ({
  open,
  stack,
}) => {
  const page = await open({ as: await stack.customer('Conrad Customer') });
  const user = stack.production.newUser();
  const desk = await open({ as: await stack.staff('viewer') });
  await withWrongSecret(stack, 'production', async () => {
    await page.goto('/dashboard');
    await goToWise(page, stack.production, 'Connect Wise');
    await giveAccess(page, user);
    // It waits, unsent, for a secret that works; a vault that stops gives it up.
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your approval is waiting');
    await expect(page.getByRole('main')).toContainText('Nothing is lost.');
    for (const { process } of stack.vaults) {
      await process.kill('SIGTERM');
      await process.start();
    }
    await expectPage(page, {
      outcome: 'configuration_wrong',
      title: 'Something’s wrong on our side',
      says: /you did nothing wrong/,
    });
    await desk.goto('/staff/connections');
    await expect(desk.getByRole('heading', { name: /open alarm/ })).toBeVisible();
    await expect(desk.getByText('Wise rejected our client credentials (production)')).toBeVisible();
    await expect(desk.getByText(/Compare the client ID and secret/)).toBeVisible();
  });
  await page.getByRole('link', { name: 'Go to your connections' }).click();
  await expect(page.getByRole('button', { name: 'Connect Wise', exact: true })).toBeVisible();
});

test('replaced: of two attempts for one Wise profile the newer one lives, and the older one says so', async ({
  open,
  stack,
}) => {
  const { page, user } = await atWise({ open, stack });
  const newer = await open({ as: await stack.customer('Nina Newer') });
  await newer.goto('/dashboard');
  await goToWise(newer, stack.sandbox);
  await becomeWiseUser(newer, user);
  // as little as can be while it is held: after 20 s without an answer the attempt counts as interrupted
  const held = stack.sandbox.hold('token:authorization_code', 'after');
  await giveAccess(page, user);
  await held.untilHeld();
  await newer.getByRole('button', { name: 'Give access' }).click();
  await expectOutcome(newer, 'connected');
  held.release();
  await expectPage(page, {
    outcome: 'replaced',
    title: 'A newer connection took its place',
    says: /A profile can only be connected once/,
  });
  const main = page.getByRole('main');
  await expect(
    main.getByRole('button'),
    'a new attempt would take the place of the one that works',
  ).toHaveCount(0);
  await main.getByRole('link', { name: 'Go to your connections' }).click();
  await page.waitForURL('**/dashboard');
});

test('a profile connected by another customer is lost to its first owner, who is told so; the new one learns nothing', async ({
  open,
  stack,
}) => {
  const { customer, page, user } = await atWise({ open, stack });
  await giveAccess(page, user);
  await expectOutcome(page, 'connected');
  const other = await open({ as: await stack.customer('Nora Next') });
  await other.goto('/dashboard');
  await goToWise(other, stack.sandbox);
  await giveAccess(other, user);
  await expectOutcome(other, 'connected');
  await expect(other.getByRole('main')).not.toContainText(customer.name);
  await page.goto('/dashboard');
  const card = page.getByRole('article', { name: user.profiles[0]?.fullName ?? '' });
  await expect(card.getByText('Needs reconnecting', { exact: true })).toBeVisible();
  await expect(card.getByText(/connected again under another sign-in/)).toBeVisible();
  await expect(card.getByRole('button', { name: 'Reconnect' })).toBeVisible();
});
