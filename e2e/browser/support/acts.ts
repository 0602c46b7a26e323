import { expect, type Locator, type Page } from '@playwright/test';
import type { WiseUser } from 'wise-emulator';
import { attemptMessage } from '#web/attempts/attempt-message';
import type { Outcome } from '#web/attempts/outcomes';

export const CONNECT = 'Connect Wise (sandbox)';
export const PARTNER = 'Example Bank';

/** Where Wise's pages are. */
export type WisePages = { readonly url: string };

/** Presses a button that starts an attempt and arrives at Wise. */
export async function goToWise(page: Page, wise: WisePages, button: string = CONNECT): Promise<void> {
  await page.getByRole('button', { name: button, exact: true }).click();
  await page.waitForURL(`${wise.url}/**`);
}

/** Becomes that user at Wise, whoever was signed in there before. */
export async function becomeWiseUser(page: Page, user: WiseUser): Promise<void> {
  const change = page.getByRole('link', { name: 'Use another user' });
  const signIn = page.getByRole('button', { name: `Sign in as ${user.label}`, exact: true });
  await expect(change.or(signIn)).toBeVisible();
  if (await change.isVisible()) await change.click();
  await signIn.click();
  await expect(change).toBeVisible();
}

/** Gives access to a profile, the first one when none is named; stands then on the attempt's page. */
export async function giveAccess(page: Page, user: WiseUser, profileId?: string): Promise<void> {
  await becomeWiseUser(page, user);
  if (profileId !== undefined) await page.locator(`input[name="profile_id"][value="${profileId}"]`).check();
  await page.getByRole('button', { name: 'Give access' }).click();
}

/** Waits on the attempt's page for its outcome. */
export async function expectOutcome(page: Page, outcome: Outcome): Promise<void> {
  await page.waitForURL('**/attempts/**');
  const { title } = attemptMessage(outcome, PARTNER);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title, { timeout: 30_000 });
}

/** The whole way from the dashboard to "connected". */
export async function connectInBrowser(
  page: Page,
  wise: WisePages,
  user: WiseUser,
  profileId?: string,
): Promise<void> {
  await page.goto('/dashboard');
  await goToWise(page, wise);
  await giveAccess(page, user, profileId);
  await expectOutcome(page, 'connected');
}

/** Takes the app's access away on Wise's page of connected apps. */
export async function removeAppAtWise(page: Page, wise: WisePages, user: WiseUser): Promise<void> {
  await page.goto(`${wise.url}/account/connected-apps`);
  await becomeWiseUser(page, user);
  await page.getByRole('button', { name: /^Remove / }).click();
  await expect(page.getByText('No app has access to your account.')).toBeVisible();
}

/** The connection's id from the address of its page. */
export function connectionIdOf(page: Page): string {
  return new URL(page.url()).pathname.split('/').at(-1) ?? '';
}

/** Waits until React has taken over this control: before that, a link leads where it leads without JavaScript. */
export async function untilAlive(control: Locator): Promise<void> {
  const isAlive = () =>
    control.evaluate((element) => Object.keys(element).some((key) => key.startsWith('__reactProps$')));
  await expect.poll(isAlive).toBe(true);
}

/** Presses the link of an act on a connection's page, such as "Disconnect…"; returns the dialog that asks once more. */
export const askTo =
  (act: string) =>
  async (page: Page): Promise<Locator> => {
    const link = page.getByRole('link', { name: `${act}…` });
    await untilAlive(link);
    await link.click();
    const question = page.getByRole('dialog', { name: new RegExp(`^${act} .+\\?$`) });
    await expect(question).toBeVisible();
    return question;
  };

export const askToDisconnect = askTo('Disconnect');
