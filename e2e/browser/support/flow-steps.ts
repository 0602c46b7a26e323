import { expect, type Page, test } from '@playwright/test';
import type { WiseUser } from 'wise-emulator';
import {
  askToDisconnect,
  connectInBrowser,
  connectionIdOf,
  expectOutcome,
  giveAccess,
  goToWise,
  removeAppAtWise,
  type WisePages,
} from './acts';

const BAKERY = '30000003';

// The flow of the README, step by step, each as a person sees it.

/** Connects Ada's own profile and Ben's company. */
export async function connectsTwoProfiles(
  page: Page,
  wise: WisePages,
  ada: WiseUser,
  ben: WiseUser,
): Promise<void> {
  await connectInBrowser(page, wise, ada);
  await expect(page.getByText('Ada Personal', { exact: true })).toBeVisible();
  await connectInBrowser(page, wise, ben, BAKERY);
  await expect(page.getByText('Byte Bakery Ltd', { exact: true })).toBeVisible();
  await test.step('the dashboard shows both, each with its health in words', async () => {
    await page.goto('/dashboard');
    for (const name of ['Ada Personal', 'Byte Bakery Ltd']) {
      const card = page.getByRole('article', { name });
      await expect(card.getByText('Connected', { exact: true })).toBeVisible();
      await expect(card.getByText('Sandbox', { exact: true })).toBeVisible();
    }
  });
}

/** From the dashboard to the connection's own page. */
export async function openDetails(page: Page, profileName: string): Promise<void> {
  await page.getByRole('article', { name: profileName }).getByRole('link', { name: 'Details' }).click();
  await page.waitForURL('**/connections/*');
}

/** Removes the app at Wise and presses "Check now"; returns the connection's id. */
export async function losesItAtWise(page: Page, wise: WisePages, ada: WiseUser): Promise<string> {
  return await test.step('removed at Wise, "check now" says so and shows the way back', async () => {
    await openDetails(page, ada.label);
    const id = connectionIdOf(page);
    const address = page.url();
    await removeAppAtWise(page, wise, ada);
    await page.goto(address);
    await page.getByRole('button', { name: 'Check now' }).click();
    await expect(page.getByText('Needs reconnecting', { exact: true })).toBeVisible();
    await expect(page.getByText('Wise no longer accepts this connection.')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Reconnect' })).toBeVisible();
    return id;
  });
}

/** Reconnects the profile that was lost, on the page that says so. */
export async function reconnects(page: Page, wise: WisePages, ada: WiseUser, id: string): Promise<void> {
  await test.step('reconnecting the same profile keeps the connection', async () => {
    await goToWise(page, wise, 'Reconnect');
    await giveAccess(page, ada);
    await expectOutcome(page, 'connected');
    await page.goto('/dashboard');
    await openDetails(page, ada.label);
    expect(connectionIdOf(page)).toBe(id);
    await expect(page.getByText('Last reconnected')).toBeVisible();
  });
}

/** Disconnects the connection whose page is shown, and finds the receipt again. */
export async function disconnects(page: Page, ada: WiseUser): Promise<void> {
  await test.step('a disconnect asks once more and ends in a receipt', async () => {
    const question = await askToDisconnect(page);
    await expect(question.getByText('You can’t undo this')).toBeVisible();
    await question.getByRole('button', { name: 'Disconnect', exact: true }).click();
    await expect(page.getByText('Disconnected, and cancelled at Wise')).toBeVisible();
    await expect(page.getByText('We’ve deleted our access.')).toBeVisible();
    await expect(page.getByRole('heading', { name: /^Remove .+ from your Wise account too$/ })).toBeVisible();
    await page.goto('/dashboard');
    await page.getByText('Past connections (1)').click();
    await expect(page.getByRole('link', { name: `Receipt for ${ada.label}` })).toBeVisible();
  });
}
