import { gzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { connect } from '../harness/flows';
import { expect, test } from './support/fixtures';
import { failCalls } from './support/screen-rows';

/** What the list may cost a browser before anybody has pressed a key. */
const MOST_BYTES = 150_000;

/** Adds up what the scripts of a page weigh, compressed as a server in front of us would. */
function weighScripts(page: Page): () => Promise<number> {
  const weights: Promise<number>[] = [];
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script')
      weights.push(response.body().then((body) => gzipSync(body).length));
  });
  return async () => (await Promise.all(weights)).reduce((sum, each) => sum + each, 0);
}

const untilListening = (page: Page) =>
  expect(page.getByRole('button', { name: /^Search or jump to/ })).toBeVisible();

test('staff reach pages, rows and commands by keyboard; letters in a field stay letters; the list weighs little', async ({
  open,
  stack,
}) => {
  const customer = await stack.customer('Kira Keys');
  for (const _ of [1, 2])
    await failCalls(stack, await connect(stack, customer.browser, stack.sandbox.newUser()));
  const page = await open({ as: await stack.staff('operator') });
  const weight = weighScripts(page);
  const list = `/staff/connections?q=${customer.email}`;
  await page.goto(list);
  await untilListening(page);
  await page.waitForLoadState('networkidle');
  const bytes = await weight();
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThan(MOST_BYTES);

  const [first, second] = await page.getByRole('rowheader').getByRole('link').all();
  if (first === undefined || second === undefined) throw new Error('two connections have two rows');
  await page.keyboard.press('j');
  await expect(first).toBeFocused();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await expect(second, 'it stays at the end').toBeFocused();
  await page.keyboard.press('k');
  await expect(first).toBeFocused();

  await page.keyboard.press('/');
  const box = page.getByRole('searchbox');
  await expect(box).toBeFocused();
  await page.keyboard.type('gj?/');
  await expect(box).toHaveValue('gj?/');
  await expect(page.getByRole('dialog')).toHaveCount(0);

  const palette = page.getByRole('dialog').getByRole('combobox');
  await page.keyboard.press('ControlOrMeta+k');
  await expect(palette).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(box, 'the focus comes back').toBeFocused();
  await page.keyboard.press('ControlOrMeta+k');
  await palette.fill('credent');
  await expect(page.getByRole('option', { name: 'Go to Credentials' })).toHaveAttribute(
    'data-highlighted',
    '',
  );
  await page.keyboard.press('Enter');
  await page.waitForURL('**/staff/credentials');

  await untilListening(page);
  await page.keyboard.press('g');
  await page.keyboard.press('c');
  await page.waitForURL('**/staff/connections');
  await page.goto(list);
  await untilListening(page);
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/staff/connections/*-*');

  // what the page offers is offered: the question of "Freeze…" opens from the palette; no table that only folds out
  await untilListening(page);
  await expect(page.getByText('2 sorts of failure')).toBeVisible();
  await page.keyboard.press('ControlOrMeta+k');
  await palette.fill('failure');
  await expect(page.getByRole('option')).toHaveText([/^Search connections/, /^Search customers/]);
  await palette.fill('snooze');
  await expect(page.getByRole('option').first()).toHaveText('Snooze…');
  await palette.fill('freeze');
  await expect(page.getByRole('option', { name: 'Freeze…' })).toHaveAttribute('data-highlighted', '');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog').getByLabel('Reason')).toBeVisible();
});

test('single keys can be turned off, and stay off in this browser; the palette stays', async ({
  open,
  stack,
}) => {
  const page = await open({ as: await stack.staff('viewer') });
  await page.goto('/staff/account');
  await untilListening(page);
  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await help.getByRole('checkbox', { name: /^Use single-key shortcuts/ }).uncheck();
  await page.keyboard.press('Escape');
  await expect(help).toHaveCount(0);
  await page.reload();
  await untilListening(page);
  await page.keyboard.press('?');
  await page.keyboard.press('g');
  await page.keyboard.press('c');
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('dialog').getByRole('combobox').fill('keyboard');
  await page.keyboard.press('Enter');
  await expect(help, 'only now').toBeVisible();
  await expect(page).toHaveURL(/\/staff\/account$/);
});
