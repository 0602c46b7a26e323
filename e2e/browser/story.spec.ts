import type { Page } from '@playwright/test';
import type { Wise } from '../harness/wise';
import {
  connectInBrowser,
  connectionIdOf,
  expectOutcome,
  giveAccess,
  goToWise,
  removeAppAtWise,
} from './support/acts';
import { expect, test } from './support/fixtures';
import { signInByMail } from './support/sign-in';

const BAKERY = '30000003';

/** The customer's half: two profiles connected, one lost at Wise and reconnected, one disconnected. */
test('a customer connects a personal and a business profile, loses one at Wise, reconnects it under the same id, and disconnects with a receipt', async ({
  open,
  stack,
  doors,
}) => {
  const page = await open();
  await signInByMail(page, doors.mailbox, `ada-${Date.now()}@customers.example`);
  const ada = stack.sandbox.demoUser('Ada Personal');
  await connectInBrowser(page, stack.sandbox, ada);
  await expect(page.getByText('Ada Personal', { exact: true })).toBeVisible();
  await connectInBrowser(page, stack.sandbox, stack.sandbox.demoUser('Ben Business'), BAKERY);
  await expect(page.getByText('Byte Bakery Ltd', { exact: true })).toBeVisible();

  await test.step('the overview shows both, each with its health in words', async () => {
    await page.goto('/dashboard');
    for (const name of ['Ada Personal', 'Byte Bakery Ltd']) {
      const card = page.getByRole('article', { name });
      await expect(card.getByText('Connected', { exact: true })).toBeVisible();
      await expect(card.getByText('Sandbox', { exact: true })).toBeVisible();
    }
  });
  const id = await losesItAtWise(page, stack.sandbox);
  await test.step('reconnecting the same profile keeps the connection', async () => {
    await goToWise(page, stack.sandbox, 'Reconnect');
    await giveAccess(page, ada);
    await expectOutcome(page, 'connected');
    await page.goto('/dashboard');
    await openDetails(page, 'Ada Personal');
    expect(connectionIdOf(page)).toBe(id);
    await expect(page.getByText('Last reconnected')).toBeVisible();
  });
  const { token = '' } = await stack.partner.vend(id);
  expect(stack.sandbox.accepts(token)).toBe(true);
  await disconnects(page);
  const [connection] = await stack.database.owner(
    'SELECT status, end_result FROM connections WHERE id = $1',
    [id],
  );
  expect(connection).toEqual({ status: 'disconnected', end_result: 'cancelled' });
  expect(stack.sandbox.accepts(token), 'the token that was handed out is dead at Wise').toBe(false);
});

async function openDetails(page: Page, profileName: string): Promise<void> {
  await page.getByRole('article', { name: profileName }).getByRole('link', { name: 'Details' }).click();
  await page.waitForURL('**/connections/*');
}

async function losesItAtWise(page: Page, wise: Wise): Promise<string> {
  return await test.step('removed at Wise, "check now" says so and shows the way back', async () => {
    await openDetails(page, 'Ada Personal');
    const id = connectionIdOf(page);
    const address = page.url();
    await removeAppAtWise(page, wise, wise.demoUser('Ada Personal'));
    await page.goto(address);
    await page.getByRole('button', { name: 'Check now' }).click();
    await expect(page.getByText('Needs reconnecting', { exact: true })).toBeVisible();
    await expect(page.getByText('Wise no longer accepts this connection.')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Reconnect' })).toBeVisible();
    return id;
  });
}

async function disconnects(page: Page): Promise<void> {
  await test.step('a disconnect asks once more and ends in a receipt', async () => {
    await page.getByRole('link', { name: 'Disconnect…' }).click();
    const question = page.getByRole('dialog', { name: 'Disconnect this Wise profile?' });
    await expect(question.getByText('It is final.')).toBeVisible();
    await question.getByRole('button', { name: 'Disconnect', exact: true }).click();
    await expect(page.getByText('Disconnected, and cancelled at Wise')).toBeVisible();
    await expect(page.getByText('We have erased what we held.')).toBeVisible();
    await expect(page.getByRole('heading', { name: 'To end it at Wise as well' })).toBeVisible();
    await page.goto('/dashboard');
    await page.getByText('Earlier connections (1)').click();
    await expect(
      page.getByRole('link', { name: 'Receipt of the connection with Ada Personal' }),
    ).toBeVisible();
  });
}
