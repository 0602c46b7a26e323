import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { linkIn } from '#test/mailbox';
import { until } from '../harness/until';
import { expect, test } from './support/fixtures';

// What people are told while the vault or the mail server is away.

const alarm = (page: Page, title: string) =>
  page.getByRole('region', { name: /open alarm/ }).getByText(title, { exact: true });

/** A page of staff that is looked at again until it shows what is waited for. */
async function untilShown(page: Page, title: string, isShown: boolean): Promise<void> {
  await until(
    `"${title}" is ${isShown ? 'shown' : 'gone'}`,
    async () => {
      await page.goto('/staff/connections');
      return (await alarm(page, title).isVisible()) === isShown;
    },
    { withinMs: 90_000, everyMs: 500 },
  );
}

test('with the vault down staff see an alarm on their list, which closes by itself when it is back', async ({
  open,
  stack,
  monitor,
}) => {
  test.setTimeout(240_000);
  const page = await open({ as: await stack.staff('viewer') });
  await page.goto('/staff/connections');
  await expect(alarm(page, 'The vault isn’t available')).toBeHidden();
  for (const { process } of stack.vaults) await process.kill();
  await untilShown(page, 'The vault isn’t available', true);
  const customer = await stack.customer('Nora Notyet');
  const theirs = await open({ as: customer });
  await theirs.goto('/connect/sandbox');
  monitor.expect(/status of 503/);
  await theirs
    .getByRole('button', { name: /^(Connect|Continue)/ })
    .first()
    .click();
  await expect(theirs.getByText('We can’t do this right now.'), 'nobody is sent to Wise').toBeVisible();
  expect(
    await stack.database.owner('SELECT id FROM connect_attempts WHERE customer_id = $1', [customer.id]),
  ).toEqual([]);
  await expect(page.getByText('This alarm closes by itself when the vault is back.')).toBeVisible();
  for (const { process } of stack.vaults) await process.start();
  await untilShown(page, 'The vault isn’t available', false);
});

test('with the mail server down nobody reads that a message left, and staff see an alarm until one leaves', async ({
  open,
  stack,
  authProviders,
}) => {
  test.setTimeout(240_000);
  const address = `${randomUUID()}@customers.example`;
  const page = await open();
  const ask = async () => {
    await page.goto('/sign-in');
    await page.getByLabel('Email address').fill(address);
    await page.getByRole('button', { name: 'Send me a link' }).click();
  };
  const title = page.getByRole('heading', { level: 1 });
  authProviders.mailbox.refuse(true);
  await ask();
  await expect(title).toHaveText('We can’t send email right now');
  await expect(page).toHaveURL('/sign-in/problem?reason=mail');

  const desk = await open({ as: await stack.staff('viewer') });
  await untilShown(desk, 'Mail isn’t going out', true);

  authProviders.mailbox.refuse(false);
  await ask();
  await expect(title).toHaveText(/^Check your e-?mail$/);
  expect(linkIn((await authProviders.mailbox.take(address)).text)).toContain('/sign-in/link?');
  await untilShown(desk, 'Mail isn’t going out', false);
});
