import type { Page } from '@playwright/test';
import { challengeFor } from '../harness/challenge';
import { connect } from '../harness/flows';
import { untilAlive } from './support/acts';
import { findingsOn } from './support/axe';
import { expect, test } from './support/fixtures';

const GO = 'Continue to Wise';

/** The customer on Wise's page, which is a window of its own. */
async function enterCode(wise: Page, code: string): Promise<void> {
  await wise.getByLabel('Code from your phone').fill(code);
  await wise.getByRole('button', { name: 'Approve' }).click();
}

const heading = (page: Page) => page.getByRole('heading', { level: 1 });

test('promise 14: an approval in a popup: from the dashboard to Wise and back, by keyboard; Wise itself is asked how it ended', async ({
  open,
  stack,
}) => {
  const customer = await stack.customer('Anna Approves');
  const user = stack.sandbox.newUser();
  const { challengeId } = await challengeFor(stack, await connect(stack, customer.browser, user));
  const page = await open({ as: customer });
  await page.goto('/dashboard');
  await expect(page.getByText('Approval needed')).toBeVisible();
  await page.getByRole('link', { name: 'Review and approve' }).click();
  await page.waitForURL(`**/approve/${challengeId}`);
  await expect(page.getByText('asks Wise to read a balance statement for')).toBeVisible();
  expect(await findingsOn(page)).toEqual([]);

  const go = page.getByRole('button', { name: GO });
  await untilAlive(go);
  await go.focus();
  const [wise] = await Promise.all([page.waitForEvent('popup'), page.keyboard.press('Enter')]);
  await expect(page.getByText('Wise is open in another window')).toBeVisible();
  await wise.waitForURL(`${stack.sandbox.url}/approve-api-action/**`);
  expect(wise.url()).not.toContain('ott');
  await enterCode(wise, '000000');
  await expect(wise.getByRole('alert')).toHaveText('This code is wrong.');
  await enterCode(wise, '111111');
  await expect(heading(page)).toHaveText('Approved');
  expect(wise.isClosed()).toBe(true);
  expect(await findingsOn(page)).toEqual([]);
  await page.goto('/dashboard');
  await expect(page.getByText('Approval needed')).toBeHidden();
});

test('closed or refused in the popup: nothing is approved, the page says so and offers the way again', async ({
  open,
  stack,
}) => {
  const customer = await stack.customer('Clara Closes');
  const user = stack.sandbox.newUser();
  const { challengeId } = await challengeFor(stack, await connect(stack, customer.browser, user));
  const page = await open({ as: customer });
  await page.goto(`/approve/${challengeId}`);
  const openWise = async () => {
    const go = page.getByRole('button', { name: GO });
    await untilAlive(go);
    const [wise] = await Promise.all([page.waitForEvent('popup'), go.click()]);
    await wise.waitForURL(`${stack.sandbox.url}/approve-api-action/**`);
    return wise;
  };
  const first = await openWise();
  await first.getByRole('button', { name: 'Close' }).click();
  await expect(page.getByText('Wise’s window was closed')).toBeVisible();
  expect(await findingsOn(page)).toEqual([]);

  await page.goto(`/approve/${challengeId}`);
  await (await openWise()).close();
  await expect(page.getByText('Wise’s window was closed')).toBeVisible();

  await page.goto(`/approve/${challengeId}`);
  const last = await openWise();
  for (let times = 0; times < 5; times += 1) await enterCode(last, '000000');
  await expect(page.getByText('Wise didn’t approve this')).toBeVisible();
  await expect(page.getByRole('button', { name: GO })).toBeVisible();
});

test('without JavaScript Wise opens in a tab by a button, and the page shows the outcome after it; on a phone in the dark', async ({
  open,
  stack,
}) => {
  const customer = await stack.customer('Paula Plain');
  const user = stack.sandbox.newUser();
  const { challengeId } = await challengeFor(stack, await connect(stack, customer.browser, user));
  const phone = { width: 360, height: 640 };
  const page = await open({ as: customer, javaScriptEnabled: false, viewport: phone, colorScheme: 'dark' });
  await page.goto(`/approve/${challengeId}`);
  const [tab] = await Promise.all([
    page.context().waitForEvent('page'),
    page.getByRole('button', { name: GO }).click(),
  ]);
  const { host } = new URL(stack.sandbox.url);
  await expect(heading(tab)).toHaveText(`Taking you to ${host}`);
  await tab.getByRole('button', { name: `Continue to ${host}` }).click();
  await page.getByRole('link', { name: 'I’ve approved it' }).click();
  await expect(page.getByText('Wise hasn’t confirmed this yet.')).toBeVisible();
  await enterCode(tab, '111111');
  await expect(heading(page)).toHaveText('Approved', { timeout: 15_000 });
});

test('another customer, a message from another site and an expired approval lead nowhere', async ({
  open,
  stack,
  monitor,
}) => {
  const customer = await stack.customer('Olga Owner');
  const user = stack.sandbox.newUser();
  const { challengeId } = await challengeFor(stack, await connect(stack, customer.browser, user));
  const stranger = await open({ as: await stack.customer('Stella Stranger') });
  monitor.expect(/status of 404/);
  await stranger.goto(`/approve/${challengeId}`);
  await expect(heading(stranger)).toHaveText('Page not found');

  const page = await open({ as: customer });
  await page.goto(`/approve/${challengeId}`);
  await untilAlive(page.getByRole('button', { name: GO }));
  await page.evaluate(() => window.postMessage('tw-approve-api-action-success', '*'));
  await expect(heading(page)).toHaveText('Approve at Wise');
  expect(new URL(page.url()).search).toBe('');

  await stack.database.owner(
    `UPDATE vault.sca_challenges SET expires_at = now() - interval '1 second' WHERE id = $1`,
    [challengeId],
  );
  await page.reload();
  await expect(heading(page)).toHaveText('This approval expired');
  expect(await findingsOn(page)).toEqual([]);
});

test('a review at Wise: from the connection’s page to Wise’s own page of it, and back', async ({
  open,
  stack,
}) => {
  const customer = await stack.customer('Vera Verifies');
  const user = stack.sandbox.newUser();
  const id = await connect(stack, customer.browser, user);
  await stack.database.owner(
    `INSERT INTO wise_standings (environment, subject, subject_id, fact, reference, value, occurred_at, sent_at)
     SELECT environment, 'profile', profile_id, 'kyc', $2, 'waiting_customer_input', now(), now()
     FROM connections WHERE id = $1`,
    [id, stack.sandbox.openReview(user)],
  );
  const page = await open({ as: customer });
  await page.goto(`/connections/${id}`);
  await page.getByRole('button', { name: 'Finish verification at Wise' }).click();
  await page.waitForURL(`${stack.sandbox.url}/embedded-flows/verification**`);
  await page.getByRole('button', { name: 'Send documents' }).click();
  await page.waitForURL(`**/connections/${id}`);
  await expect(page.getByText('You’re back from Wise')).toBeVisible();
});
