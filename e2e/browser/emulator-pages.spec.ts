import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { type Emulator, startEmulator } from 'wise-emulator';
import { makeCsr } from 'wise-emulator/testing';

// The pages that people operate the emulator by: on a phone, in both colour schemes, to a screen reader.
let emulator: Emulator;

test.beforeAll(async () => {
  emulator = await startEmulator();
});
test.afterAll(() => emulator.close());

const CLIENT = '/developer-hub/clients/connect-wise-dev';
const PAGES = ['/', '/__emulator', '/developer-hub', CLIENT, '/approve-api-action/'];

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the emulator's pages fit a phone and break no rule of accessibility (${colorScheme})`, async ({
    browser,
  }) => {
    const context = await browser.newContext({ colorScheme, viewport: { width: 375, height: 800 } });
    const page = await context.newPage();
    for (const path of PAGES) {
      await page.goto(emulator.url + path);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect({ path, violations }).toEqual({ path, violations: [] });
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect({ path, isTooWide: overflow > 0 }).toEqual({ path, isTooWide: false });
    }
    await context.close();
  });
}

test('the Developer Hub is operated by keyboard and pointer without scripts: a certificate is made and revoked', async ({
  browser,
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(emulator.url + CLIENT);
  const card = page.locator('#certificates');
  const { csr } = await makeCsr();
  await card.getByLabel('Name').fill('Payments back end');
  await card.getByLabel('Certificate signing request').fill(csr);
  await card.getByRole('button', { name: 'Generate certificate' }).press('Enter');
  await expect(page.getByRole('status')).toContainText('“Payments back end” is signed.');
  await card.getByText('PEM', { exact: true }).click();
  await expect(card.getByLabel('The certificate Payments back end')).toHaveValue(
    /^-----BEGIN CERTIFICATE-----/,
  );
  await card.getByRole('button', { name: 'Revoke Payments back end' }).click();
  await expect(page.getByRole('status')).toContainText('The certificate is revoked');
  await expect(card.getByText('revoked ')).toBeVisible();
  await context.close();
});
