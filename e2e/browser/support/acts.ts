import { expect, type Page } from '@playwright/test';
import type { WiseUser } from '#emulator/people/types';
import type { Outcome } from '#lib/attempts/outcomes';
import { attemptWords } from '#lib/attempts/words';
import type { Wise } from '../../harness/wise';

export const CONNECT = 'Connect Wise (sandbox)';
export const PARTNER = 'Example Bank';

/** Presses a button that starts an attempt and arrives at Wise. */
export async function goToWise(page: Page, wise: Wise, button: string = CONNECT): Promise<void> {
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
  const { title } = attemptWords(outcome, { partnerName: PARTNER });
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title, { timeout: 30_000 });
}

/** The whole way from the overview to "connected". */
export async function connectInBrowser(
  page: Page,
  wise: Wise,
  user: WiseUser,
  profileId?: string,
): Promise<void> {
  await page.goto('/dashboard');
  await goToWise(page, wise);
  await giveAccess(page, user, profileId);
  await expectOutcome(page, 'connected');
}

/** Takes the app's access away on Wise's page of connected apps. */
export async function removeAppAtWise(page: Page, wise: Wise, user: WiseUser): Promise<void> {
  await page.goto(`${wise.url}/account/connected-apps`);
  await becomeWiseUser(page, user);
  await page.getByRole('button', { name: /^Remove / }).click();
  await expect(page.getByText('No app has access to your account.')).toBeVisible();
}

/** The connection's id from the address of its page. */
export function connectionIdOf(page: Page): string {
  return new URL(page.url()).pathname.split('/').at(-1) ?? '';
}
