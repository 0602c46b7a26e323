import { expect, type Page } from '@playwright/test';
import type { Stack } from '../../harness/stack';
import { CONNECT } from './acts';

// What is done on a page before it is looked at.

/** A click has scrolled: what lies half under the bar of the pages is no small target. */
const toTop = (page: Page) => page.evaluate(() => scrollTo(0, 0));

/** Everything on the page that folds away stands open. */
export const openFolded = (page: Page) =>
  page.evaluate(() => {
    for (const folded of document.querySelectorAll('details')) folded.open = true;
  });

/** Each chart of Home has a table behind it. */
export const openTables = async (page: Page) => {
  for (const table of await page.getByText('Show as a table').all()) await table.click();
  await toTop(page);
};

export const openUses = async (page: Page) => {
  await page.getByText(/^See each day/).click();
  await toTop(page);
};

export const openFailures = async (page: Page) => {
  await page.getByText(/sorts of failure$/).click();
  await toTop(page);
};

export async function openFilters(page: Page): Promise<void> {
  await page.getByText('Filters and columns').click();
  await page.getByText('Save this view').click();
}

export const openPalette = async (page: Page) => {
  await page.keyboard.press('ControlOrMeta+k');
  await expect(page.getByRole('dialog').getByRole('option').first()).toBeVisible();
};

export const openHelp = async (page: Page) => {
  await expect(page.getByRole('button', { name: /^Search or jump to/ })).toBeVisible();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
};

/** The page between ours and Wise's, which a browser leaves at once when Wise answers. */
export async function staysLeaving(page: Page, { sandbox }: Stack): Promise<void> {
  // 204: the browser stays where it is
  await page.route(`${sandbox.url}/**`, (route) => route.fulfill({ status: 204 }));
  await page.getByRole('button', { name: CONNECT, exact: true }).click();
  await expect(page.getByRole('link', { name: /^Continue/ })).toBeVisible();
}

/** The menu of the staff's pages, whose summary is the page one is on. */
export const openPages = async (page: Page) => {
  const pages = page.getByRole('navigation', { name: 'Pages' });
  await pages.locator('summary').click();
  await expect(pages.getByRole('link', { name: 'Activity' })).toBeVisible();
};

/** The first time on the page that says more. */
export const openTime = async (page: Page) => {
  await page
    .getByRole('main')
    .getByRole('button')
    .filter({ has: page.locator('time'), visible: true })
    .first()
    .click();
  await expect(page.getByRole('tooltip')).toBeVisible();
};

export const openHistory = (page: Page) => page.getByText(/^Past connections/).click();
