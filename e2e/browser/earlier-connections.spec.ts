import type { Page } from '@playwright/test';
import type { Stack } from '../harness/stack';
import { expect, test } from './support/fixtures';

const COUNT = 57;

/** Connections that ended, one an hour. */
async function end(stack: Stack, customerId: string): Promise<void> {
  await stack.database.owner(
    `INSERT INTO connections (customer_id, environment, client_id, wise_user_id, profile_id, profile_type, profile_name,
       status, reason, disconnected_at, end_result, ended_at)
     SELECT $1, 'production', 'client', '7', n, 'personal', 'Profile ' || n, 'disconnected', 'customer',
       now() - n * interval '1 hour', 'cancelled', now() - n * interval '1 hour' FROM generate_series(1, $2::int) n`,
    [customerId, COUNT],
  );
}

const receipts = (page: Page) => page.getByRole('link', { name: /^Receipt for / });

test('every connection that is over can be found, by ordinary links, and the dashboard says how many there are', async ({
  open,
  stack,
}) => {
  const as = await stack.customer('Hana History');
  await end(stack, as.id);
  const page = await open({ as, javaScriptEnabled: false });
  await page.goto('/dashboard');
  await page.getByText(`Past connections (${COUNT})`).click();
  await expect(receipts(page)).toHaveCount(10);
  await expect(page.getByText('These are the latest 10.')).toBeVisible();
  await page.getByRole('link', { name: `See all ${COUNT}` }).click();

  const seen: string[] = [];
  for (;;) {
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Past connections');
    const names = await receipts(page).allTextContents();
    expect(names.length).toBeGreaterThan(0);
    seen.push(...names);
    const older = page.getByRole('link', { name: 'Older' });
    if ((await older.count()) === 0) break;
    const address = page.url();
    await older.click();
    await expect(page).not.toHaveURL(address);
  }
  expect(seen).toEqual(Array.from({ length: COUNT }, (_, at) => `Receipt for Profile ${at + 1}`));
  await page.getByRole('link', { name: 'Latest' }).click();
  await expect(page).toHaveURL('/connections/earlier');
  await receipts(page).first().click();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
});
