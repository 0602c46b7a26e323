import { expect, type Page } from '@playwright/test';
import type { ConsoleMonitor } from './console-monitor';
import type { Open } from './fixtures';
import { ALL_LAID_OUT } from './laid-out';
import type { Person } from './people';
import { PHONE_SIZE } from './phone-size';
import type { Screen } from './screens';

type Given = { open: Open; monitor: ConsoleMonitor };
type Look = (page: Page, screen: Screen) => Promise<void>;

/** Shows each screen to its person, each in one window, and looks at it. Returns the paths that were seen. */
export async function crawl(
  { open, monitor }: Given,
  screens: readonly Screen[],
  look: Look,
  options: Omit<Parameters<Open>[0], 'as'> = {},
): Promise<string[]> {
  const windows = new Map<Person | undefined, Page>();
  const seen: string[] = [];
  for (const screen of screens) {
    const { as, path, status = 200, act } = screen;
    const page = windows.get(as) ?? (await open({ ...options, ...(as && { as }), reducedMotion: 'reduce' }));
    windows.set(as, page);
    const size = page.viewportSize();
    if (screen.isOnPhone) await page.setViewportSize(PHONE_SIZE);
    if (status !== 200) monitor.expect(new RegExp(`status of ${status}`));
    const response = await page.goto(path);
    expect(response?.status(), screen.name).toBe(status);
    if (status === 200) expect(new URL(page.url()).pathname, screen.name).toBe(path.split('?')[0]);
    await untilReady(page);
    seen.push(new URL(page.url()).pathname);
    if (act !== undefined) {
      await act(page);
      await untilReady(page);
      seen.push(new URL(page.url()).pathname);
    }
    await layOutAll(page);
    await look(page, screen);
    if (screen.isOnPhone && size !== null) await page.setViewportSize(size);
  }
  for (const page of windows.values()) await page.context().close();
  return seen;
}

/** Not laid out, a card would have no size and no colour to look at. */
async function layOutAll(page: Page): Promise<void> {
  await page.evaluate((style) => {
    const all = new CSSStyleSheet();
    all.replaceSync(style);
    document.adoptedStyleSheets.push(all);
  }, ALL_LAID_OUT);
}

/** As it stays: React has taken the page over, if it has any script. */
async function untilReady(page: Page): Promise<void> {
  await expect
    .poll(() =>
      page.evaluate(
        () =>
          document.scripts.length === 0 ||
          Object.keys(document.body).some((key) => key.startsWith('__reactProps$')),
      ),
    )
    .toBe(true);
}
