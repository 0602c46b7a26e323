import { expect, type Page } from '@playwright/test';
import { linkIn, type Mailbox } from '#test/mailbox';

/** Asks for a sign-in link on the page that is shown, and takes it from the mailbox, past notices to the same person. */
export async function askForLink(page: Page, mailbox: Mailbox, address: string): Promise<string> {
  await page.getByLabel('Email address').fill(address);
  await page.getByRole('button', { name: 'Send me a link' }).click();
  await expect(page.getByRole('heading', { name: 'Check your email' })).toBeVisible();
  const { text } = await mailbox.take(address, /sign-in link/);
  return linkIn(text);
}

/** Signs a customer in by email link, as people do. */
export async function signInByMail(page: Page, mailbox: Mailbox, address: string): Promise<void> {
  await page.goto('/sign-in');
  await page.goto(await askForLink(page, mailbox, address));
  await page.getByRole('button', { name: `Sign in as ${address}` }).click();
  await page.waitForURL('**/dashboard');
}

/** Signs in at the OpenID provider with one of its people, from a page with the button "Continue to sign in". */
export async function signInByOidc(page: Page, personName: string): Promise<void> {
  await page.getByRole('button', { name: /^Sign in with / }).click();
  await page.getByRole('button', { name: `Continue as ${personName}` }).click();
}
