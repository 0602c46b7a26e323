import type { Page } from '@playwright/test';

/** Tables of which a column is out of sight until somebody scrolls sideways in them: on a phone they are cards, or narrow. */
export function cutTables(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('section:has(> table)')]
      .filter((region) => region.checkVisibility() && region.scrollWidth > region.clientWidth)
      .map(
        (region) => `${region.getAttribute('aria-label')}: ${region.scrollWidth} of ${region.clientWidth} px`,
      ),
  );
}
