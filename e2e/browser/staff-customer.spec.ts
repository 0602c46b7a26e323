import { readFile } from 'node:fs/promises';
import { connect } from '../harness/flows';
import { givePasskey } from '../harness/passkey';
import { expect, test } from './support/fixtures';

test('an admin signs a customer out, exports what is kept of them, and erases them with a typed word', async ({
  open,
  stack,
}) => {
  const customer = await stack.customer('Emma Erased');
  await connect(stack, customer.browser, stack.sandbox.newUser());
  const theirs = await open({ as: customer });
  await theirs.goto('/dashboard');
  const admin = await stack.staff('admin');
  const page = await open({ as: admin });
  await givePasskey(page, stack.database, admin.email);
  const path = `/staff/customers/${customer.id}`;
  await page.goto(path);

  await page.getByRole('button', { name: 'Sign out everywhere' }).click();
  await expect(page.getByText('Not signed in anywhere.')).toBeVisible();
  await theirs.reload();
  await expect(theirs, 'with the next click').toHaveURL(/\/sign-in/);

  await page.getByRole('link', { name: 'Export…' }).click();
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download' }).click();
  const file = await (await downloading).path();
  expect(await readFile(file, 'utf8')).toContain(customer.email);

  await page.goto(`${path}/erase`);
  await page.getByLabel('Type ERASE to confirm').fill('ERASE');
  await page.getByRole('button', { name: 'Erase for good' }).click();
  await page.waitForURL(`**${path}*`);
  await expect(page.getByRole('heading', { name: /^(?:Being erased|Erased)$/ })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Erase…' })).toHaveCount(0);
});
