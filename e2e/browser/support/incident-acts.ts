import type { Page } from '@playwright/test';
import { givePasskey } from '../../harness/passkey';
import type { Stack } from '../../harness/stack';
import { untilAlive } from './acts';
import { expect, type Open } from './fixtures';

/** A page of an admin with a passkey. */
export async function adminPage(open: Open, stack: Stack): Promise<Page> {
  const admin = await stack.staff('admin');
  const page = await open({ as: admin });
  await givePasskey(page, stack.database, admin.email);
  return page;
}

/** What the page says of the act. */
export const said = (page: Page, text: string) => expect(page.getByRole('status')).toContainText(text);

/** Presses a button whose form asks the passkey. */
export async function approve(page: Page, button: string): Promise<void> {
  const control = page.getByRole('button', { name: button, exact: true });
  await untilAlive(control);
  await control.click();
}

/** Counts what an incident on this covers. */
export async function count(page: Page, on: string): Promise<void> {
  await page.getByLabel('What to stop').selectOption({ label: on });
  await page.getByLabel('Sessions to end').selectOption({ label: 'No sessions' });
  await page.getByRole('button', { name: 'See what it covers' }).click();
}
