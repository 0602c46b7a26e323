import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Browser } from '#test/browser/http-browser';
import { verifyExport } from '../../cli/verify-audit-export.mjs';
import { addAuthenticator, givePasskey } from '../harness/passkey';
import { signIn } from '../harness/people';
import { findingsOn } from './support/axe';
import { expect, test } from './support/fixtures';

test('an admin invites, changes a role and lets somebody out; whoever was let out is gone with the next click', async ({
  open,
  stack,
  monitor,
}) => {
  const admin = await stack.staff('admin');
  const colleague = await stack.staff('operator');
  const page = await open({ as: admin });
  await page.goto('/staff/people');
  expect(await findingsOn(page)).toEqual([]);
  await page.getByRole('link', { name: 'Invite a colleague' }).click();
  const email = `${colleague.id}@invited.example`;
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Role').selectOption('Support');
  expect(await findingsOn(page)).toEqual([]);
  await page.getByRole('button', { name: 'Invite' }).click();
  await expect(page.getByRole('link', { name: 'Add a passkey' }), 'nothing without one').toBeVisible();
  await givePasskey(page, stack.database, admin.email);
  await page.getByRole('button', { name: 'Invite' }).click();
  await expect(page.getByRole('heading', { name: email })).toBeVisible();
  await expect(page.getByRole('status')).toContainText('Invited');
  expect(await stack.database.one('SELECT role::text AS role FROM staff WHERE email = $1', [email])).toEqual({
    role: 'support',
  });

  const theirs = await open({ as: colleague });
  await theirs.goto('/staff/people');
  await expect(theirs.getByRole('link', { name: 'Invite a colleague' })).toHaveCount(0);
  await page.goto(`/staff/people/${colleague.id}`);
  await page.getByText('Change the role', { exact: true }).first().click();
  await page.getByLabel('New role').selectOption('Viewer');
  await page.getByRole('button', { name: 'Change the role' }).click();
  await expect(page.getByRole('status')).toContainText('Role changed');
  await page.getByText('Make a code for a passkey').click();
  await page.getByRole('button', { name: 'Make a code' }).click();
  const CODE = /[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}/;
  await expect(page.getByRole('main')).toContainText(CODE);
  const [code = ''] = CODE.exec((await page.getByRole('main').textContent()) ?? '') ?? [];

  await addAuthenticator(theirs);
  await signIn(stack.database, 'staff', colleague.id, new Browser(), stack.appUrl);
  await theirs.goto('/staff/account');
  const said = (text: string) => expect(theirs.getByRole('status').filter({ hasText: text })).toBeVisible();
  await theirs.getByLabel('Code').fill(code);
  await theirs.getByRole('button', { name: 'Add passkey' }).click();
  await said('Passkey added');
  await theirs.getByRole('textbox', { name: 'Name' }).first().fill('Work laptop');
  await theirs.getByRole('button', { name: 'Rename My passkey' }).click();
  await said('Passkey renamed');
  await theirs.getByRole('button', { name: 'Remove Work laptop' }).click();
  monitor.expect(/status of 409/);
  await expect(theirs.getByText('This is your only passkey. Add another one first.')).toBeVisible();
  await theirs.goto('/staff/account');
  await theirs.getByRole('button', { name: 'Sign out everywhere else' }).click();
  await said('Signed out everywhere else');
  const emails = theirs.getByRole('region', { name: 'What we email you' });
  await emails.getByLabel('Alarms').selectOption('Not at all');
  await emails.getByLabel('Your time zone').fill('Mars/Olympus');
  await emails.getByRole('button', { name: 'Save' }).click();
  await said('We don’t know that time zone');
  await emails.getByLabel('Alarms').selectOption('Not at all');
  await emails.getByLabel('Your time zone').fill('Europe/Paris');
  await emails.getByRole('button', { name: 'Save' }).click();
  await said('Saved');
  await theirs.goto('/staff/account');
  await expect(emails.getByLabel('Alarms')).toHaveValue('off');
  await expect(emails.getByLabel('Your time zone')).toHaveValue('Europe/Paris');

  await page.getByRole('link', { name: 'Back to the person' }).click();
  await page.getByText('Disable', { exact: true }).click();
  expect(await findingsOn(page)).toEqual([]);
  await page.getByRole('button', { name: 'Disable this person' }).click();
  await expect(page.getByRole('status')).toContainText('Disabled');
  await theirs.reload();
  await expect(theirs, 'the next click').toHaveURL(/\/staff\/sign-in/);
});

test('an admin looks at everybody who has access, and finishes the review with a passkey', async ({
  open,
  stack,
}) => {
  const admin = await stack.staff('admin');
  const page = await open({ as: admin });
  await givePasskey(page, stack.database, admin.email);
  await stack.database.owner(
    `UPDATE access_reviews SET finished_at = now(), finished_by = started_by WHERE finished_at IS NULL`,
  );
  await page.goto('/staff/people/review');
  await page.getByRole('button', { name: 'Start the review' }).click();
  await expect(page.getByText(/left to look at/)).toBeVisible();
  expect(await findingsOn(page)).toEqual([]);
  for (let left = true; left; ) {
    for (const box of await page.getByRole('checkbox').all()) await box.check();
    if ((await page.getByRole('checkbox').count()) > 0) {
      await page.getByRole('button', { name: 'Confirm the ticked people' }).click();
      await expect(page.getByRole('status')).toContainText('Confirmed');
    }
    const next = page.getByRole('link', { name: 'Older' });
    left = (await page.getByText(/left to look at/).count()) > 0 && (await next.count()) > 0;
    if (left) await next.click();
  }
  await page.getByRole('button', { name: 'Finish the review' }).click();
  await expect(page.getByRole('status')).toContainText('Review finished');

  // a fault that was: a mistyped ID was left out, and everybody's acts were shown as those of one
  await page.goto('/staff/activity?connection=mistyped');
  await expect(page.getByRole('heading', { name: 'Nothing matches' })).toBeVisible();
  await expect(page.getByLabel('Connection ID')).toHaveValue('mistyped');
  await page.getByRole('main').getByRole('link', { name: 'Clear the filter' }).click();
  await expect(page.getByRole('heading', { name: 'Nothing matches' })).toHaveCount(0);

  await page.goto('/staff/activity');
  const begun = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export the trail' }).click();
  const download = await begun;
  expect(download.suggestedFilename()).toMatch(/^audit-trail-\d{4}-\d{2}-\d{2}\.ndjson$/);
  const file = await download.path();
  const [head = ''] = (await readFile(file, 'utf8')).split('\n', 1);
  const { entries } = await verifyExport(createReadStream(file), JSON.parse(head).key.publicKey);
  expect(entries, 'verified away from the vault').toBeGreaterThan(0);

  await page.goto('/staff/credentials');
  await page.getByRole('link', { name: 'Ready to go live?' }).click();
  await page.getByRole('main').getByRole('link', { name: 'Sandbox' }).click();
  await expect(page.getByText('/connect/sandbox/callback', { exact: false })).toBeVisible();
  const asked = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download as JSON' }).click();
  const report = await asked;
  expect(report.suggestedFilename()).toBe('readiness-sandbox.json');
  const { checks } = JSON.parse(await readFile(await report.path(), 'utf8'));
  expect(checks).toContainEqual(expect.objectContaining({ id: 'client_secret', state: 'ok' }));

  await page.goto('/staff/settings');
  await page.getByRole('button', { name: 'Send a test message' }).click();
  await expect(page.getByRole('status')).toContainText('The address leads inside your network');
});
