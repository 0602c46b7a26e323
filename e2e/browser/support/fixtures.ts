import type { BrowserContext, BrowserContextOptions, Page } from '@playwright/test';
import { test as base, expect } from '../../harness/fixtures';
import { cookiesOf, type Person } from './people';
import { Watch } from './watch';

type OpenOptions = BrowserContextOptions & { as?: Person };
export type Open = (options?: OpenOptions) => Promise<Page>;

type BrowserFixtures = {
  watch: Watch;
  /** A new browser window: nobody's, or that of somebody who is signed in. */
  open: Open;
};

/**
 * Tests of what people see. Any complaint of a browser that the test did not expect fails it.
 */
export const test = base.extend<BrowserFixtures>({
  watch: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the wanted fixtures from the pattern
    async ({}, use) => {
      const watch = new Watch();
      await use(watch);
      expect(watch.unexpected, 'complaints of the browser').toEqual([]);
    },
    { auto: true },
  ],
  open: async ({ browser, stack, doors, watch }, use) => {
    const contexts: BrowserContext[] = [];
    const known = new Set([stack.appUrl, stack.sandbox.url, stack.production.url, ...doors.origins]);
    await use(async ({ as, ...options } = {}) => {
      const context = await browser.newContext({ baseURL: stack.appUrl, ...options });
      contexts.push(context);
      await watch.over(context, (origin) => known.has(origin));
      if (as !== undefined) await context.addCookies(cookiesOf(as, stack.appUrl));
      return await context.newPage();
    });
    for (const context of contexts) await context.close();
  },
});

export { expect };
