// `npm run screenshots [-- <folder>]`: pictures of the real screens for the README, from the production build
// (`npm run build`). `npm run screenshots -- --every [<folder>] [--only <part of a name>]`: of every screen there is, its
// dialogs, empty and error states among them, in a folder outside of the repository's history, with one page of all.
// `npm run screenshots -- --guide [--only <part of a name>]`: the few of them that docs/staff-guide.md shows, small, in docs/pictures.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { type Browser, chromium } from '@playwright/test';
import { launchOptions } from '#test/browser/chromium.mjs';
import { ALL_LAID_OUT } from '../e2e/browser/support/laid-out';
import { cookiesOf } from '../e2e/browser/support/people';
import { PHONE_SIZE } from '../e2e/browser/support/phone-size';
import type { Screen } from '../e2e/browser/support/screens';
import { asksForHelp, readArguments } from './arguments.mjs';
import { root } from './paths.mjs';
import { openDemo } from './screenshots/demo-stack';
import { openEvery } from './screenshots/every-stack';
import { makeGuidePictures } from './screenshots/guide';
import { writeOverview } from './screenshots/overview';

const USAGE = 'usage: npm run screenshots [-- [(--guide | --every) [--only <part of a name>]] [<folder>]]';
const SIZES = {
  desktop: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: PHONE_SIZE, isMobile: true, hasTouch: true },
} as const;
const THEMES = ['light', 'dark'] as const;
/** Of a phone's page, so much is shown where every screen is looked at. */
const MOST_HEIGHT = 4_000;

// a full page is taken without a scrollbar: the room kept for one would show as a bare strip
// the bar of the staff's pages does not stick: it would lie over the middle of the page
// and what lies below the window is laid out: it would be left out
const STYLE = `html { scrollbar-gutter: auto !important; } [data-staff-bar] { position: static !important; } ${ALL_LAID_OUT}`;

type Options = { folder: string; appUrl: string; isEvery: boolean };

async function shoot(
  browser: Browser,
  shot: Screen,
  { folder, appUrl, isEvery }: Options,
): Promise<string[]> {
  const files: string[] = [];
  for (const [size, device] of Object.entries(SIZES)) {
    if (shot.isOnPhone && size !== 'phone') continue;
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
    // hydrated: the exact times are buttons then
    await page.waitForLoadState('networkidle');
    await shot.act?.(page);
    await page.waitForLoadState('networkidle');
    // what stands over the page covers the window, not the whole of a long page
    const hasDialog = (await page.getByRole('dialog').or(page.getByRole('tooltip')).count()) > 0;
    for (const colorScheme of THEMES) {
      await page.emulateMedia({ colorScheme });
      const file = `${fileName(shot.name)}-${size}-${colorScheme}.png`;
      await page.screenshot({
        path: path.join(folder, file),
        // of a phone what its screen shows, where the pictures stand side by side in the README
        fullPage: !hasDialog && (isEvery || size === 'desktop'),
        animations: 'disabled',
        style: STYLE,
        ...(isEvery && !hasDialog ? { clip: await clipOf(page) } : {}),
      });
      files.push(file);
    }
    await context.close();
  }
  return files;
}

async function clipOf(page: Awaited<ReturnType<Browser['newPage']>>) {
  const { width, height } = await page.evaluate(() => ({
    width: document.documentElement.clientWidth,
    height: Math.max(document.documentElement.scrollHeight, innerHeight),
  }));
  return { x: 0, y: 0, width, height: Math.min(height, MOST_HEIGHT) };
}

const fileName = (name: string) =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');

function readOptions() {
  const words = process.argv.slice(2);
  if (asksForHelp(words)) return endWith(0, USAGE);
  const read = readArguments(
    words,
    {
      ...{ every: { type: 'boolean' }, guide: { type: 'boolean' }, only: { type: 'string' } },
    },
    USAGE,
  );
  if ('problem' in read) return endWith(2, read.problem);
  const isEvery = read.values.every === true;
  const isGuide = read.values.guide === true;
  const [folder = isEvery ? '.data/screens' : isGuide ? 'docs/pictures' : 'docs/screenshots', ...more] =
    read.positionals;
  if (more.length > 0) return endWith(2, `one word too many: ${more[0]}\n${USAGE}`);
  return { isEvery, isGuide, folder: path.resolve(root, folder), only: read.values.only ?? '' };
}

function endWith(exitCode: 0 | 2, text: string): never {
  (exitCode === 0 ? process.stdout : process.stderr).write(`${text}\n`);
  process.exit(exitCode);
}

async function shootAll(): Promise<void> {
  const files: string[] = [];
  for (const shot of screens.filter(({ name }) => name.includes(only))) {
    try {
      files.push(...(await shoot(browser, shot, { folder, appUrl, isEvery })));
      console.log(shot.name);
    } catch (error) {
      if (!isEvery) throw error;
      // the others are looked at all the same
      failed.push(shot.name);
      console.error(`${shot.name}: ${error instanceof Error ? error.message : error}`);
    }
  }
  if (isEvery) console.log(writeOverview(folder, files));
}

const { isEvery, isGuide, folder, only } = readOptions();
const { appUrl, screens, close } = await (isEvery || isGuide ? openEvery() : openDemo());
const browser = await chromium.launch(launchOptions());
const failed: string[] = [];
try {
  mkdirSync(folder, { recursive: true });
  if (isGuide) {
    for (const file of await makeGuidePictures(browser, { screens, appUrl, folder, only })) console.log(file);
  } else {
    await shootAll();
  }
} finally {
  await browser.close();
  await close();
}
if (failed.length > 0) process.exitCode = 1;
