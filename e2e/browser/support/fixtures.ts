import type { BrowserContext, BrowserContextOptions, Page } from '@playwright/test';
import { test as base, expect } from '../../harness/fixtures';
import { ConsoleMonitor } from './console-monitor';
import { cookiesOf, type Person } from './people';

type OpenOptions = BrowserContextOptions & { as?: Person };
export type Open = (options?: OpenOptions) => Promise<Page>;

type BrowserFixtures = {
  monitor: ConsoleMonitor;
  /** A new browser window: nobody's, or that of somebody who is signed in. */
  open: Open;
};

/**
 * Tests of what people see. Any complaint of a browser that the test did not expect fails it.
 */
export const test = base.extend<BrowserFixtures>({
  monitor: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the wanted fixtures from the pattern
    async ({}, use) => {
      const monitor = new ConsoleMonitor();
      await use(monitor);
      expect(monitor.unexpected, 'complaints of the browser').toEqual([]);
    },
    { auto: true },
  ],
  open: async ({ browser, stack, authProviders, monitor }, use) => {
    const contexts: BrowserContext[] = [];
    const known = new Set([
      stack.appUrl,
      stack.sandbox.url,
      stack.production.url,
      stack.shop.url,
      ...authProviders.origins,
    ]);
    await use(async ({ as, ...options } = {}) => {
      const context = await browser.newContext({ baseURL: stack.appUrl, ...options });
      contexts.push(context);
      await monitor.over(context, (origin) => known.has(origin));
      if (as !== undefined) await context.addCookies(cookiesOf(as, stack.appUrl));
      return await context.newPage();
    });
    for (const context of contexts) await context.close();
  },
});

export { expect };
