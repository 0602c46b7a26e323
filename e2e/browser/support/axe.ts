import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

type RunOptions = Parameters<AxeBuilder['options']>[0];

/** Without this axe gathers each element that passes each rule too. */
const VIOLATIONS: RunOptions = { resultTypes: ['violations'] };
const RULES: Record<'light' | 'dark', RunOptions> = {
  light: { ...VIOLATIONS, rules: { 'target-size': { enabled: true } } },
  // in the dark nothing is other than the colours
  dark: { ...VIOLATIONS, runOnly: ['color-contrast', 'link-in-text-block'] },
};

/** What axe finds wrong on the page that is shown, light and dark; one line for each element. */
export async function findingsOn(page: Page): Promise<string[]> {
  const look = async (colorScheme: 'light' | 'dark') => {
    // a colour that is on its way from light to dark is neither
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // no page has frames, and without legacy mode each look opens a window more
    const axe = new AxeBuilder({ page }).setLegacyMode().options(RULES[colorScheme]);
    const { violations } = await axe.analyze();
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html }) => `${colorScheme}, ${id}: ${html.slice(0, 300)}`),
    );
  };
  const findings = [...(await look('light')), ...(await look('dark'))];
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  return findings;
}
