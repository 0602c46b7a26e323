import { expect, type Page } from '@playwright/test';
import type { WiseUser } from 'wise-emulator';
import { giveAccess } from '../../browser/support/acts';

/** The example app, as its customer sees it: signed in there, and nowhere else. */
export async function signInAtShop(page: Page, shopUrl: string): Promise<void> {
  await page.goto(shopUrl);
  await page.getByRole('button', { name: 'Sign in as Iris Okafor' }).click();
  await expect(page.getByText('Signed in as Iris Okafor.')).toBeVisible();
}

/** Connects in a window of its own, which closes by itself. */
export async function connectsFromShop(page: Page, user: WiseUser): Promise<void> {
  const [popup] = await Promise.all([
    page.waitForEvent('popup'),
    page.getByRole('button', { name: 'Connect Wise' }).click(),
  ]);
  const closed = popup.waitForEvent('close');
  await popup.getByRole('button', { name: 'Continue to Wise' }).click();
  await giveAccess(popup, user);
  await closed;
  await expect(page.getByText('Connected', { exact: true })).toBeVisible();
}

/** Reloads until Connect Wise has sent the shop this event, with a signature that the shop found good. */
export async function expectSentEvent(page: Page, type: string): Promise<void> {
  const sent = page.getByRole('listitem').filter({ has: page.getByText(type, { exact: true }) });
  await expect(async () => {
    await page.reload();
    await expect(sent).toContainText('sent to us, signature verified', { timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
}

/** Opens the customer's own page of Connect Wise, which the shop confirms. */
export async function opensPortal(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Manage connections' }).click();
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  await page.waitForURL('**/dashboard');
}
