import path from 'node:path';
import type { Browser } from '@playwright/test';
import sharp from 'sharp';
import { cookiesOf } from '../../e2e/browser/support/people';
import { PHONE_SIZE } from '../../e2e/browser/support/phone-size';
import type { Screen } from '../../e2e/browser/support/screens';

type Look = { size: 'desktop' | 'phone'; colorScheme: 'light' | 'dark' };
const DESKTOP: Look = { size: 'desktop', colorScheme: 'light' };
const VIEWPORTS = { desktop: { width: 1280, height: 1000 }, phone: PHONE_SIZE };

/** What docs/staff-guide.md shows: name of the picture, of the screen, and how it is looked at. */
const PICTURES: readonly (readonly [file: string, screen: string, look: Look])[] = [
  ['home', 'staff home', DESKTOP],
  ['home-phone', 'staff home', { size: 'phone', colorScheme: 'dark' }],
  ['filters', 'staff list, filters', DESKTOP],
  ['connection', 'staff detail', DESKTOP],
  ['customer', 'staff customer', DESKTOP],
  ['credentials', 'staff credentials', DESKTOP],
  ['incidents', 'staff incidents', DESKTOP],
  ['second-approval', 'staff second approval', { size: 'phone', colorScheme: 'light' }],
  ['activity', 'staff activity', DESKTOP],
  ['people', 'staff people', DESKTOP],
  ['palette', 'staff, command palette', { size: 'desktop', colorScheme: 'dark' }],
];

type Given = { screens: readonly Screen[]; appUrl: string; folder: string; only: string };

/** One window of each, with a palette of colours, so that a clone stays small. @returns the files */
export async function makeGuidePictures(browser: Browser, { screens, appUrl, folder, only }: Given) {
  const files: string[] = [];
  for (const [file, name, { size, colorScheme }] of PICTURES.filter(([each]) => each.includes(only))) {
    const screen = screens.find((each) => each.name === name);
    if (screen === undefined) throw new Error(`there is no screen ${name}`);
    const context = await browser.newContext({
      ...{ baseURL: appUrl, viewport: VIEWPORTS[size], colorScheme, timezoneId: 'UTC' },
      ...{ reducedMotion: 'reduce', bypassCSP: true },
    });
    if (screen.as !== undefined) await context.addCookies(cookiesOf(screen.as, appUrl));
    const page = await context.newPage();
    // the crawls look at a page with its worst news; the guide shows an ordinary day
    await page.goto(screen.path.replace(/\?flash=[a-z_]+$/, ''));
    await page.waitForLoadState('networkidle');
    // the act of the others unfolds tables, for axe
    if (file === 'palette' || file === 'filters') await screen.act?.(page);
    const target = path.join(folder, `${file}.png`);
    const picture = await page.screenshot({ animations: 'disabled' });
    await sharp(picture).png({ palette: true, colours: 64, effort: 10 }).toFile(target);
    files.push(target);
    await context.close();
  }
  return files;
}
