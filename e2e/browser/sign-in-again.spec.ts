import { idpOf } from '../harness/auth-providers';
import { connect } from '../harness/flows';
import { givePasskey } from '../harness/passkey';
import type { Stack } from '../harness/stack';
import { askToDisconnect, CONNECT, expectOutcome, giveAccess, goToWise } from './support/acts';
import { expect, test } from './support/fixtures';
import { askForLink, signInByMail, signInByOidc } from './support/sign-in';

const REASON = 'The customer asked by telephone, case 4711.';

async function connected(stack: Stack, name: string): Promise<string> {
  const customer = await stack.customer(name);
  return await connect(stack, customer.browser, stack.sandbox.newUser());
}

/** Everybody's sign-in is as old as a screen that was left open. */
async function letTimePass(stack: Stack): Promise<void> {
  for (const table of ['customer_sessions', 'staff_sessions']) {
    await stack.database.owner(`UPDATE ${table} SET authenticated_at = now() - interval '31 minutes'`);
  }
}

test('staff who have to sign in again before a disconnect come back to the question, and the typed reason is still there', async ({
  open,
  stack,
  authProviders,
  monitor,
}) => {
  const connectionId = await connected(stack, 'Kai Kept');
  const email = `kept-${connectionId}@staff.example`;
  await stack.database.owner(
    `INSERT INTO staff (email, name, role) VALUES ($1, 'Otto Operator', 'operator')`,
    [email],
  );
  idpOf(authProviders, stack.appUrl).people.set(email, {
    sub: email,
    name: 'Otto Operator',
    email,
    emailVerified: true,
  });
  const page = await open();
  await page.goto(`/staff/connections/${connectionId}`);
  await signInByOidc(page, 'Otto Operator');
  await page.waitForURL(`**/staff/connections/${connectionId}`);
  // the old sign-in is known before the passkey is asked
  monitor.expect(/status of 401 .*\/staff\/step-up\)/);
  await givePasskey(page, stack.database, email);
  const question = await askToDisconnect(page);
  await question.getByLabel('Reason').fill(REASON);
  await letTimePass(stack);
  await question.getByRole('button', { name: 'Disconnect for good' }).click();

  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Please sign in again');
  const row = () => stack.database.one('SELECT status FROM connections WHERE id = $1', [connectionId]);
  expect((await row()).status, 'an old sign-in ends nothing').toBe('active');
  await signInByOidc(page, 'Otto Operator');
  await page.waitForURL(`**/staff/connections/${connectionId}/disconnect`);
  await expect(page.getByLabel('Reason')).toHaveValue(REASON);
  await page.getByRole('button', { name: 'Disconnect for good' }).click();
  await page.waitForURL(`**/staff/connections/${connectionId}`);
  expect((await row()).status).toBe('disconnected');
  await expect(page.getByRole('region', { name: 'Timeline' })).toContainText(REASON);
});

test('a customer who has to sign in again goes on where they were, also without JavaScript: to Wise, or to the question', async ({
  open,
  stack,
  authProviders,
}) => {
  const page = await open({ javaScriptEnabled: false });
  const user = stack.sandbox.newUser();
  const address = `again-${user.id}@customers.example`;
  await signInByMail(page, authProviders.mailbox, address);
  await letTimePass(stack);
  await page.getByRole('button', { name: CONNECT }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Please sign in again');
  const signInAgain = async () => {
    await page.goto(await askForLink(page, authProviders.mailbox, address));
    await page.getByRole('button', { name: `Sign in as ${address}` }).click();
  };
  await signInAgain();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Continue to Wise');
  await goToWise(page, stack.sandbox, 'Continue to Wise');

  await giveAccess(page, user);
  await expectOutcome(page, 'connected');

  await page.getByRole('link', { name: 'Disconnect', exact: true }).click();
  await letTimePass(stack);
  await page.getByRole('button', { name: 'Disconnect', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Please sign in again');
  await signInAgain();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Disconnect .+\?$/);
});
