import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { connect } from '../harness/flows';
import { givePasskey } from '../harness/passkey';
import type { Stack } from '../harness/stack';
import { findingsOn } from './support/axe';
import { expect, type Open, test } from './support/fixtures';

type Given = { open: Open; javaScriptEnabled: boolean };

const MODES = [
  { javaScriptEnabled: true, mode: 'with JavaScript' },
  { javaScriptEnabled: false, mode: 'without JavaScript' },
];

/** The field is at fault, and everybody is told: by the title, by the focus, and by what is read out with the field. */
async function expectRefusedField(
  page: Page,
  { label, words, hasScripts }: { label: string; words: RegExp; hasScripts: boolean },
): Promise<void> {
  await expect(page).toHaveTitle(/^Error: /);
  const field = page.getByLabel(label);
  await expect(field).toBeFocused();
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expect(field).toHaveAccessibleDescription(words);
  // axe is a script itself
  if (hasScripts) expect(await findingsOn(page), 'promise 9').toEqual([]);
}

async function keepPicture(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const path = test.info().outputPath(`${name}-${colorScheme}.png`);
    await page.screenshot({ path, animations: 'disabled' });
    await test.info().attach(name, { path, contentType: 'image/png' });
  }
}

for (const { javaScriptEnabled, mode } of MODES) {
  const openPage = ({ open }: Pick<Given, 'open'>, options = {}) => open({ ...options, javaScriptEnabled });

  test(`${mode} a misspelt address stands in the form again, which still knows where to go`, async ({
    open,
    authProviders,
  }) => {
    const page = await openPage({ open });
    await page.goto('/connections/earlier');
    await page.getByLabel('Email address').fill('ada@bank');
    await page.getByRole('button', { name: 'Send me a link' }).click();
    await expect(page).toHaveURL(/problem=address/);
    await expectRefusedField(page, {
      label: 'Email address',
      words: /We’ll email you a link.*Enter an email address, like name@example\.com\./,
      hasScripts: javaScriptEnabled,
    });
    await expect(page.getByLabel('Email address')).toHaveValue('ada@bank');
    await keepPicture(page, 'misspelt');

    const address = `${randomUUID()}@customers.example`;
    await page.getByLabel('Email address').fill(address);
    await page.getByRole('button', { name: 'Send me a link' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Check your email');
    const { text } = await authProviders.mailbox.take(address, /sign-in link/);
    expect(text).toContain('return=%2Fconnections%2Fearlier');
    await page.goto('/sign-in');
    await expect(page, 'what was sent is forgotten').toHaveTitle(/^Sign in/);
    await expect(page.getByLabel('Email address')).toHaveValue('');
  });

  test(`${mode} an address that was asked for too often is not lost either`, async ({
    open,
    stack,
    monitor,
  }) => {
    monitor.expect(/status of 429/);
    const page = await openPage({
      open: (options) => open({ ...options, extraHTTPHeaders: { 'x-forwarded-for': '203.0.113.26' } }),
    });
    const address = `${randomUUID()}@customers.example`;
    const answers: (number | undefined)[] = [];
    for (let times = 0; times < 30 && answers.at(-1) !== 429; times += 1) {
      await page.goto('/sign-in');
      await page.getByLabel('Email address').fill(address);
      const answered = page.waitForResponse((response) => response.request().method() === 'POST');
      await page.getByRole('button', { name: 'Send me a link' }).click();
      answers.push((await answered).status());
    }
    expect(answers.at(-1)).toBe(429);
    await page.getByRole('link', { name: 'Go back' }).click();
    await expect(page.getByLabel('Email address')).toHaveValue(address);
    await stack.database.owner('DELETE FROM request_budgets');
  });

  test(`${mode} a reason that is too long, or that a silent vault did not take, is not lost`, async ({
    open,
    stack,
    monitor,
  }) => {
    // the approval is not begun for it, or, without JavaScript, is missing at the end
    monitor.expect(/status of (400|503) .*\/staff\/step-up\)|status of 403 .*\/disconnect\/confirm\)/);
    const customer = await stack.customer('Rita Reason');
    const id = await connect(stack, customer.browser, stack.sandbox.newUser());
    const operator = await stack.staff('operator');
    const page = await openPage({ open }, { as: operator });
    await givePasskey(page, stack.database, operator.email);
    await page.goto(`/staff/connections/${id}/disconnect`);
    const reason = page.getByRole('textbox', { name: 'Reason' });
    const tooLong = `${'telephoned '.repeat(50)}end`;
    await reason.evaluate((field) => field.removeAttribute('maxlength'));
    await reason.fill(tooLong);
    await page.getByRole('button', { name: 'Disconnect for good' }).click();
    await expect(page).toHaveURL(/problem=length/);
    await expectRefusedField(page, {
      label: 'Reason',
      words: /at most 500 characters/,
      hasScripts: javaScriptEnabled,
    });
    await expect(reason).toHaveValue(tooLong);
    await keepPicture(page, 'too-long');

    for (const { process } of stack.vaults) await process.kill();
    await reason.fill('The customer telephoned.');
    await page.getByRole('button', { name: 'Disconnect for good' }).click();
    await said(page, `/staff/connections/${id}`, 'Disconnect not confirmed');
    const note = page.getByLabel('New note');
    await note.fill('Rang twice,\nask for Rita.');
    await page.getByRole('button', { name: 'Add note' }).click();
    await said(page, `/staff/connections/${id}`, 'We couldn’t confirm that');
    await expect(note, 'nor any other text').toHaveValue('Rang twice,\nask for Rita.');
    for (const { process } of stack.vaults) await process.start();
    await noteOutlivesSession(page, stack, operator.email);
    await page.getByRole('link', { name: 'Disconnect…' }).click();
    await expect(page.getByRole('textbox', { name: 'Reason' })).toHaveValue('The customer telephoned.');
    await page.getByRole('button', { name: 'Disconnect for good' }).click();
    if (!javaScriptEnabled) {
      await expect(page.getByRole('main')).toContainText('This has to be approved with your passkey');
      return;
    }
    await expect(page).toHaveURL(`/staff/connections/${id}`);
    await expect(page.getByRole('region', { name: 'Timeline' })).toContainText('The customer telephoned.');
  });
}

/** A fault that was: who wrote for half an hour had to sign in, and found an empty field. */
async function noteOutlivesSession(page: Page, { database }: Stack, email: string): Promise<void> {
  const seen = (when: string) =>
    database.owner(
      `UPDATE staff_sessions SET last_seen_at = ${when} WHERE staff_id = (SELECT id FROM staff WHERE email = $1)`,
      [email],
    );
  const note = page.getByLabel('New note');
  const address = page.url();
  await note.fill('It took me half an hour to write this.');
  await seen(`now() - interval '31 minutes'`);
  await page.getByRole('button', { name: 'Add note' }).click();
  await expect(page).toHaveURL(/\/staff\/sign-in/);
  await seen('now()');
  await page.goto(address);
  await expect(note).toHaveValue('It took me half an hour to write this.');
  await page.getByRole('button', { name: 'Add note' }).click();
  await said(page, address, 'Note added');
  await expect(note).toHaveValue('');
  await page.reload();
  await expect(note).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: 'Note added' }), 'it is said once').toHaveCount(0);
}

/** What the buttons of a page become; told by the page itself, because Playwright looks at none that is being left. */
async function watchButtons(page: Page): Promise<{ text: string; isBusy: boolean; hasFocus: boolean }[]> {
  const seen: { text: string; isBusy: boolean; hasFocus: boolean }[] = [];
  await page.exposeFunction('tellButton', (state: (typeof seen)[number]) => void seen.push(state));
  await page.addInitScript(() => {
    const tell = Reflect.get(window, 'tellButton');
    new MutationObserver((changes) => {
      for (const { target } of changes) {
        if (!(target instanceof HTMLButtonElement)) continue;
        tell({
          text: target.textContent,
          isBusy: target.ariaBusy === 'true',
          hasFocus: document.activeElement === target,
        });
      }
    }).observe(document, { subtree: true, attributeFilter: ['aria-busy'] });
  });
  return seen;
}

test('a button that waits says so, to screen readers too, and sends its form once', async ({
  open,
  stack,
}) => {
  const customer = await stack.customer('Wanda Waiting');
  const id = await connect(stack, customer.browser, stack.sandbox.newUser());
  for (const [as, path] of [
    [customer, `/connections/${id}`],
    [await stack.staff('support'), `/staff/connections/${id}`],
  ] as const) {
    await notCheckedYet(stack, id);
    const page = await open({ as });
    const seen = await watchButtons(page);
    await page.goto(path);
    const sent: string[] = [];
    page.on('request', (request) => void (request.method() === 'POST' && sent.push(request.url())));
    const held = stack.sandbox.hold('token:refresh_token', 'before');
    await page.getByRole('button', { name: 'Check now' }).click({ noWaitAfter: true });
    await held.untilHeld();
    await expect.poll(() => seen).toEqual([{ text: 'Checking…', isBusy: true, hasFocus: true }]);
    await page.keyboard.press('Enter');
    stack.sandbox.reset();
    await said(page, path, /Checked/);
    expect(sent, 'a second press sends nothing').toHaveLength(1);
  }
});

test('without JavaScript a page says that it is waiting, until there is a result', async ({
  open,
  stack,
}) => {
  const customer = await stack.customer('Wilma Waiting');
  const id = await connect(stack, customer.browser, stack.sandbox.newUser());
  for (const [as, path] of [
    [customer, `/connections/${id}`],
    [await stack.staff('support'), `/staff/connections/${id}`],
  ] as const) {
    await notCheckedYet(stack, id);
    const page = await open({ as, javaScriptEnabled: false });
    await page.goto(path);
    const held = stack.sandbox.hold('token:refresh_token', 'before');
    await page.getByRole('button', { name: 'Check now' }).click({ noWaitAfter: true });
    await held.untilHeld();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Checking…');
    await expect(page.getByRole('main')).toHaveAttribute('aria-busy', 'true');
    await expect(page.getByRole('banner')).toContainText('Example Bank');
    stack.sandbox.reset();
    await said(page, path, /Checked/);
  }
});

/** A fault that was: what a form came to stood in the address, and came back whenever that was loaded. */
async function said(page: Page, address: string, text: string | RegExp): Promise<void> {
  await expect(page.getByRole('status').filter({ hasText: text })).toBeVisible();
  await expect(page).toHaveURL(address);
}

async function notCheckedYet({ database }: Stack, id: string): Promise<void> {
  await database.owner('UPDATE connections SET last_checked_at = NULL, check_again_at = NULL WHERE id = $1', [
    id,
  ]);
}
