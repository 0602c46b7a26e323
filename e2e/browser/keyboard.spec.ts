import type { Locator, Page } from '@playwright/test';
import { connect } from '../harness/flows';
import { CONNECT, expectOutcome, untilAlive } from './support/acts';
import { expect, test } from './support/fixtures';

/** Presses Tab until the wanted control has the focus, and sees each stop on the way. */
async function tabTo(page: Page, wanted: Locator, limit = 40): Promise<void> {
  await expect(wanted).toBeVisible();
  for (let presses = 0; presses < limit; presses += 1) {
    await page.keyboard.press('Tab');
    await expectVisibleFocus(page);
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`${limit} presses of Tab do not reach ${wanted}`);
}

/** WCAG 2.4.7 and 2.4.11: the focused control shows an outline and lies inside the window. */
async function expectVisibleFocus(page: Page): Promise<void> {
  const focus = await page.evaluate(() => {
    const element = document.activeElement;
    if (element === null || element === document.body) return undefined;
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    const { top, bottom, width, height } = element.getBoundingClientRect();
    return {
      what: element.outerHTML.slice(0, 120),
      hasOutline: outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1,
      isInside: bottom > 0 && top < innerHeight && width > 1 && height > 1,
    };
  });
  // the browser's own controls come after the page's last one
  if (focus === undefined) return;
  expect(focus, focus.what).toMatchObject({ hasOutline: true, isInside: true });
}

const press = async (page: Page, wanted: Locator): Promise<void> => {
  await tabTo(page, wanted);
  await page.keyboard.press('Enter');
};

test('the customer’s flow works by keyboard alone, with the focus visible at every stop', async ({
  open,
  stack,
}) => {
  const page = await open({ as: await stack.customer('Kim Keyboard') });
  const user = stack.sandbox.newUser();
  const name = user.profiles[0]?.fullName ?? '';
  await page.goto('/dashboard');
  await press(page, page.getByRole('button', { name: CONNECT }));
  await page.waitForURL(`${stack.sandbox.url}/**`);
  await press(page, page.getByRole('button', { name: `Sign in as ${user.label}`, exact: true }));
  await press(page, page.getByRole('button', { name: 'Give access' }));
  await expectOutcome(page, 'connected');
  await press(page, page.getByRole('link', { name: 'Go to your connections' }));
  await press(page, page.getByRole('article', { name }).getByRole('link', { name: 'Details' }));
  await press(page, page.getByRole('button', { name: 'Check now' }));
  await expect(page.getByText('Wise confirmed this connection just now.')).toBeVisible();
  const trigger = page.getByRole('link', { name: 'Disconnect…' });
  await untilAlive(trigger);
  await press(page, trigger);
  const question = page.getByRole('dialog');
  await press(page, question.getByRole('button', { name: 'Disconnect', exact: true }));
  await expect(page.getByText('Disconnected, and cancelled at Wise')).toBeVisible();
  await press(page, page.getByRole('button', { name: 'Sign out' }));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('You’re signed out');
});

test('the dialog keeps the focus, closes with Escape and gives the focus back; the skip link leads to the content', async ({
  open,
  stack,
}) => {
  const customer = await stack.customer('Kay Keyboard');
  const id = await connect(stack, customer.browser, stack.sandbox.newUser());
  const page = await open({ as: customer });
  await page.goto(`/connections/${id}`);
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();

  const trigger = page.getByRole('link', { name: 'Disconnect…' });
  await untilAlive(trigger);
  await press(page, trigger);
  const question = page.getByRole('dialog');
  await expect(question).toBeVisible();
  for (let presses = 0; presses < 6; presses += 1) {
    await page.keyboard.press('Tab');
    const isOutside = await page.evaluate(
      () =>
        document.activeElement !== document.body &&
        !document.activeElement?.closest('[role="dialog"], [data-base-ui-focus-guard]'),
    );
    expect(isOutside, 'the focus left the dialog').toBe(false);
  }
  await page.keyboard.press('Escape');
  await expect(question).toBeHidden();
  await expect(trigger).toBeFocused();
});

test('the exact time opens on focus and closes with Escape', async ({ open, stack }) => {
  const customer = await stack.customer('Tim Time');
  const id = await connect(stack, customer.browser, stack.sandbox.newUser());
  const page = await open({ as: customer, timezoneId: 'Asia/Tokyo' });
  await page.goto(`/connections/${id}`);
  const time = page
    .getByRole('button')
    .filter({ has: page.locator('time') })
    .first();
  await expect(time, 'upgraded to the reader’s zone').toContainText(/GMT\+9|JST/);
  await tabTo(page, time);
  await expect(page.getByRole('tooltip')).toContainText('UTC');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('tooltip')).toBeHidden();
});
