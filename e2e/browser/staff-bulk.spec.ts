import { connect } from '../harness/flows';
import { givePasskey } from '../harness/passkey';
import type { Stack } from '../harness/stack';
import { untilAlive } from './support/acts';
import { expect, test } from './support/fixtures';

async function connected(stack: Stack, name: string): Promise<string> {
  const customer = await stack.customer(name);
  return connect(stack, customer.browser, stack.sandbox.newUser());
}

test('an operator freezes the connections that they ticked: preview, number, passkey, progress, file', async ({
  open,
  stack,
}) => {
  const one = await connected(stack, 'Bulk Berta');
  await connected(stack, 'Bulk Bruno');
  const operator = await stack.staff('operator');
  const page = await open({ as: operator });
  await givePasskey(page, stack.database, operator.email);
  await page.goto('/staff/connections?q=bulk');
  await page.getByLabel('Select the connection of Bulk Berta').check();
  await page.getByLabel('Select the connection of Bulk Bruno').check();
  await page.getByRole('button', { name: 'Preview for the selected rows' }).click();
  await expect(page.getByRole('heading', { name: 'Freeze 2 connections' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Some connections of the list' })).toContainText(
    'Bulk Bruno',
  );
  await page.getByLabel('Type the number of connections: 2').fill('2');
  await page.getByLabel('Reason').fill('Fraud desk, case 12.');
  const start = page.getByRole('button', { name: 'Freeze them' });
  await untilAlive(start);
  await start.click();
  await expect(page.getByText('Finished')).toBeVisible({ timeout: 15_000 });
  await expect(page.getByText('2 of 2')).toBeVisible();
  const row = await stack.database.one('SELECT frozen_at FROM connections WHERE id = $1', [one]);
  expect(row.frozen_at).not.toBeNull();
  const file = page.getByRole('button', { name: 'Download CSV' });
  await untilAlive(file);
  const [download] = await Promise.all([page.waitForEvent('download'), file.click()]);
  expect(download.suggestedFilename()).toMatch(/^bulk-action-/);
});

test('a longer list waits for a second admin: Home names it, they cancel one and approve the next', async ({
  open,
  stack,
}) => {
  for (const name of ['Longlist Lea', 'Longlist Leo', 'Longlist Luc']) await connected(stack, name);
  const [operator, admin] = [await stack.staff('operator'), await stack.staff('admin')];
  const page = await open({ as: operator });
  await givePasskey(page, stack.database, operator.email);
  const second = await open({ as: admin });
  await givePasskey(second, stack.database, admin.email);

  const askFor = async (reason: string) => {
    await page.goto('/staff/connections?q=longlist');
    await page.getByLabel('What to do').selectOption({ label: 'Freeze' });
    await page.getByRole('button', { name: 'Preview for all 3 that match' }).click();
    await page.getByLabel('Type the number of connections: 3').fill('3');
    await page.getByLabel('Reason').fill(reason);
    const start = page.getByRole('button', { name: 'Freeze them' });
    await untilAlive(start);
    await start.click();
    await expect(page.getByText('You started it, so somebody else has to approve it.')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Approve and start' })).toHaveCount(0);
  };
  const look = async () => {
    await second.goto('/staff');
    const waiting = second.getByRole('region', { name: 'Waiting for a second person' });
    await expect(waiting.getByRole('listitem')).toContainText(['Waiting for your approval']);
    await waiting.getByRole('link', { name: /^Review.*Freeze 3 connections$/ }).click();
  };

  await askFor('Case 13.');
  await look();
  await second.getByRole('button', { name: 'Cancel the rest' }).click();
  await expect(second.getByRole('status')).toContainText('Cancelled');

  await askFor('Case 14.');
  await look();
  const approve = second.getByRole('button', { name: 'Approve and start' });
  await untilAlive(approve);
  await approve.click();
  await expect(second.getByText('3 of 3')).toBeVisible({ timeout: 15_000 });
  await expect(second.getByText('Finished')).toBeVisible({ timeout: 15_000 });
});
