import type { Page } from '@playwright/test';
import { connectionIdOf, expectOutcome } from './support/acts';
import { crawl } from './support/crawl';
import { cutTables } from './support/cut-tables';
import { SCREENS } from './support/every-screen';
import { expect, test } from './support/fixtures';
import { PHONE_SIZE } from './support/phone-size';
import { openFolded } from './support/screen-acts';
import { signInByMail } from './support/sign-in';

const PHONE = { viewport: PHONE_SIZE, isMobile: true, hasTouch: true };
/** WCAG 2.1, 1.4.10: also what a desktop at 400 % has. */
const NARROWEST = 320;

/** What one has to scroll sideways for: tables may, inside themselves; the page may not. */
function sideways(page: Page): Promise<string[]> {
  return page.evaluate((width) => {
    if (document.documentElement.scrollWidth <= width) return [];
    const wide = [...document.body.querySelectorAll('*')].filter(
      (element) => element.getBoundingClientRect().right > width + 0.5,
    );
    return [
      `${document.documentElement.scrollWidth} px: ${wide.map(({ outerHTML }) => outerHTML.slice(0, 120)).join(' | ')}`,
    ];
  }, NARROWEST);
}

/**
 * Controls that a thumb misses: lower than 44 px, or than 24 px (WCAG 2.5.8) where a word of a text opens more of it.
 * Links in a sentence are as high as its lines.
 */
function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const controls = document.querySelectorAll<HTMLElement>(
      'button, .button, input:not([type="hidden"], [aria-hidden="true"]), select, textarea, summary',
    );
    return [...controls]
      .filter((control) => control.checkVisibility({ visibilityProperty: true }))
      .map((control) => ({
        control,
        // a box is hit by its label too
        height: (control.matches('[type="checkbox"]')
          ? (control.closest('label') ?? control)
          : control
        ).getBoundingClientRect().height,
        least: control.querySelector(':scope > time') === null ? 44 : 24,
      }))
      .filter(({ height, least }) => height < least - 0.5)
      .map(({ control, height }) => `${height} px: ${control.outerHTML.slice(0, 160)}`);
  });
}

for (const [whose, screensOf] of Object.entries(SCREENS)) {
  test(`promise 9: on a phone, and at ${NARROWEST} px, no screen of ${whose} scrolls sideways, and every control can be hit`, async ({
    open,
    monitor,
    stack,
    authProviders,
  }) => {
    test.setTimeout(600_000);
    const findings: string[] = [];
    await crawl(
      { open, monitor },
      await screensOf(stack, authProviders),
      async (page, { name }) => {
        await page.setViewportSize({ ...PHONE.viewport, width: NARROWEST });
        const wrong = [...(await sideways(page)), ...(await smallTargets(page))];
        await page.setViewportSize(PHONE.viewport);
        await openFolded(page);
        wrong.push(...(await cutTables(page)));
        findings.push(...wrong.map((each) => `${name}: ${each}`));
      },
      PHONE,
    );
    expect(findings).toEqual([]);
  });
}

test('the customer’s flow works on a phone, by taps alone', async ({ open, stack, authProviders }) => {
  const page = await open(PHONE);
  const user = stack.sandbox.newUser();
  const name = user.profiles[0]?.fullName ?? '';
  const tap = (role: 'button' | 'link', what: string | RegExp) =>
    page.getByRole(role, { name: what, exact: true }).tap();
  await signInByMail(page, authProviders.mailbox, `thumb-${user.id}@customers.example`);
  await tap('button', 'Connect Wise (sandbox)');
  await page.waitForURL(`${stack.sandbox.url}/**`);
  await tap('button', `Sign in as ${user.label}`);
  await tap('button', 'Give access');
  await expectOutcome(page, 'connected');
  await tap('link', 'Go to your connections');
  await page.getByRole('article', { name }).getByRole('link', { name: 'Details' }).tap();
  await page.waitForURL('**/connections/*');
  await tap('button', 'Check now');
  await expect(page.getByText('Wise confirmed this connection just now.')).toBeVisible();

  const time = page
    .getByRole('button')
    .filter({ has: page.locator('time') })
    .first();
  await time.tap();
  await expect(page.getByText(/\d UTC/).first(), 'a tap opens the exact time').toBeVisible();
  await page.goto(`/connections/${connectionIdOf(page)}`);
  await tap('link', 'Disconnect…');
  const question = page.getByRole('dialog').or(page.getByRole('heading', { name: `Disconnect ${name}?` }));
  await expect(question.first()).toBeVisible();
  await tap('button', 'Disconnect');
  await expect(page.getByText('Disconnected, and cancelled at Wise')).toBeVisible();
  await tap('button', 'Sign out');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('You’re signed out');
});
