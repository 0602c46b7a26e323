// `npm run screenshots [-- folder]`: pictures of the real screens for the README, from the production build (`npm run build`).
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { type Browser, chromium } from '@playwright/test';
import { launchOptions } from '#test/browser/chromium.mjs';
import { startMailbox } from '#test/mailbox';
import { cookiesOf } from '../e2e/browser/support/people';
import { startStack } from '../e2e/harness/start-stack';
import { readValues } from './arguments.mjs';
import { root } from './paths.mjs';
import { demoScreens, type Shot } from './screenshots/demo';

const [folder = 'docs/screenshots'] = readValues('usage: npm run screenshots [-- <folder>]', 1);
const FOLDER = path.resolve(root, folder);
const SIZES = {
  desktop: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
} as const;

// a full page is taken without a scrollbar: the room kept for one would show as a bare strip
const STYLE = 'html { scrollbar-gutter: auto !important; }';

async function shoot(browser: Browser, appUrl: string, shot: Shot): Promise<void> {
  for (const [size, device] of Object.entries(SIZES)) {
    const context = await browser.newContext({
      baseURL: appUrl,
      ...device,
      timezoneId: 'UTC',
      reducedMotion: 'reduce',
      bypassCSP: true,
    });
    if (shot.as !== undefined) await context.addCookies(cookiesOf(shot.as, appUrl));
    const page = await context.newPage();
    await page.goto(shot.path);
    await shot.act?.(page);
    // hydrated: the exact times are buttons then
    await page.waitForLoadState('networkidle');
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const file = `${shot.name}-${size}-${colorScheme}.png`;
      await page.screenshot({
        path: path.join(FOLDER, file),
        // of a phone what its screen shows: the pictures stand side by side
        fullPage: size === 'desktop',
        animations: 'disabled',
        style: STYLE,
      });
    }
    await context.close();
  }
}

// what a deployment shows its customers: Wise's own address, and no sandbox
const mailbox = await startMailbox();
const webEnv = {
  TIME_ZONE: 'UTC',
  WISE_SANDBOX_CLIENT_ID: '',
  WISE_PRODUCTION_WEB_URL: '',
  SMTP_URL: mailbox.url,
};
const { stack, close } = await startStack({ webEnv, clientName: 'example-bank' });
const browser = await chromium.launch(launchOptions());
try {
  mkdirSync(FOLDER, { recursive: true });
  for (const shot of await demoScreens(stack)) {
    await shoot(browser, stack.appUrl, shot);
    console.log(shot.name);
  }
} finally {
  await browser.close();
  await close();
  await mailbox.close();
}
