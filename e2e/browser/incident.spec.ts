import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { connect } from '../harness/flows';
import { givePasskey } from '../harness/passkey';
import { untilAlive } from './support/acts';
import { findingsOn } from './support/axe';
import { expect, test } from './support/fixtures';
import { adminPage, approve, count, said } from './support/incident-acts';

async function askFor(page: Page, on: string, kind: 'A drill' | 'A real incident'): Promise<void> {
  await page.goto('/staff/incidents');
  await page.getByRole('link', { name: 'Start an incident' }).click();
  await count(page, on);
  await page.getByLabel('What happened').fill('A laptop was stolen.');
  await page.getByLabel('This is').selectOption({ label: kind });
  await approve(page, 'Approve with a passkey');
  await said(page, 'Another admin has to approve it within a day.');
}

const askForDrill = (page: Page) => askFor(page, 'All of sandbox', 'A drill');

/** Says of each step that waits for a person what was done. */
async function concludeAll(page: Page): Promise<void> {
  const open = () =>
    page.getByRole('listitem').filter({ hasText: 'To do' }).filter({ hasText: 'Conclude this step' });
  for (let left = await open().count(); left > 0; left -= 1) {
    const step = open().first();
    await step.getByText('Conclude this step…').click();
    await step.getByLabel('What was done, and where the proof is').fill('Not in a drill, ticket 7.');
    await step.getByLabel('Result').selectOption({ label: 'Not needed' });
    await step.getByRole('button', { name: 'Save' }).click();
    await said(page, 'Saved');
    await expect(open()).toHaveCount(left - 1);
  }
}

/** A fault that was: what was typed was lost with the vault's refusal, and the page began at its top. */
async function refusedStepIsKept(page: Page): Promise<void> {
  const step = page.getByRole('listitem').filter({ hasText: 'New encryption key' });
  const proof = step.getByLabel('What was done, and where the proof is');
  await step.getByText('Conclude this step…').click();
  await step.getByLabel('Result').selectOption({ label: 'Done' });
  await proof.fill('Rotated by Ada, ticket 8.');
  await step.getByRole('button', { name: 'Save' }).click();
  await expect(step.getByRole('status')).toContainText('The old encryption key is still in use');
  await expect(step.getByRole('status'), 'the page opens where its reader was').toBeInViewport();
  await expect(proof).toHaveValue('Rotated by Ada, ticket 8.');
  await step.getByLabel('Result').selectOption({ label: 'Not needed' });
  await step.getByRole('button', { name: 'Save' }).click();
  await expect(step.getByRole('status')).toContainText('Saved');
  await expect(step).toContainText('Rotated by Ada, ticket 8.');
  await expect(proof, 'what was taken is forgotten').toHaveValue('');
}

async function releaseWave(page: Page, share: string): Promise<void> {
  // open still where it was refused: what was typed stands in it
  if (!(await page.getByLabel('Release for').isVisible())) await page.getByText('Release…').click();
  await page.getByLabel('Release for').selectOption({ label: share });
  await page.getByLabel('Why it can go on').fill(`Looks well: ${share}.`);
  await approve(page, 'Release');
}

/** From an incident on production and back: who used what there, which asking for more keeps. */
async function usesOfProductionAlone(page: Page): Promise<void> {
  const incident = page.url();
  await page.goto('/staff/incidents?environment=sandbox');
  await page.getByRole('link', { name: 'See who used what between two times' }).click();
  await expect(page).toHaveURL(/\?environment=sandbox$/);
  await page.goto(incident);
  // since when is not known: as far back as the page reads
  await page.getByRole('link', { name: 'See who used what over 92 days' }).click();
  const shown = page.getByRole('navigation', { name: 'Environment' }).locator('[aria-current]');
  await expect(shown).toHaveText('Production');
  await page.getByLabel('From (UTC)').fill('2020-01-01T00:00');
  await page.getByLabel('Until (UTC)').fill('2020-01-02T00:00');
  await page.getByRole('button', { name: 'Show' }).click();
  await expect(page).toHaveURL(/[?&]environment=production&/);
  await expect(page.getByRole('main').getByRole('heading', { level: 2 })).toHaveText(
    'Nothing was used in this environment',
  );
  await page.getByRole('link', { name: 'Show both environments' }).click();
  await expect(page.getByRole('main').getByRole('heading', { level: 2 })).toHaveText(
    'Nothing was used in this window',
  );
  await expect(shown).toHaveText('All');
  await expect(page.getByLabel('From (UTC)'), 'the rest of the question').toHaveValue('2020-01-01T00:00');
  await page.goto(incident);
}

test('two admins place an incident with their passkeys, and the second one is not the first; one is withdrawn, one refused', async ({
  open,
  stack,
}) => {
  const first = await adminPage(open, stack);
  const second = await adminPage(open, stack);
  await first.goto('/staff/incidents/new');
  await count(first, 'All of production');
  await expect(first.getByLabel('What to stop'), 'what was counted has no fields').toHaveCount(0);
  await expect(first.getByRole('main')).toContainText('All of production');
  await expect(first.getByLabel('This is').getByRole('option')).toHaveText(['A real incident']);
  await first.getByRole('link', { name: 'Change this and count again' }).click();
  await expect(first.getByLabel('What to stop')).toHaveValue('environment:production');
  await expect(first.getByRole('button', { name: 'Approve with a passkey' })).toHaveCount(0);
  await askForDrill(first);
  await expect(first.getByText('Waiting for someone else’s approval')).toBeVisible();
  await first.getByRole('link', { name: /^Review/ }).click();
  await expect(first.getByText('Another admin has to approve exactly this.')).toBeVisible();
  await expect(first.getByText('You asked for this. You can withdraw it.')).toBeVisible();
  await expect(first.getByRole('button', { name: 'Approve with a passkey' })).toHaveCount(0);
  await first.getByRole('button', { name: 'Withdraw' }).click();
  await said(first, 'Withdrawn');

  await askForDrill(first);
  await second.goto('/staff');
  await second.getByRole('link', { name: /^Review/ }).click();
  await second.getByRole('button', { name: 'Refuse' }).click();
  await said(second, 'Refused');
  await first.getByRole('link', { name: /^Review/ }).click();
  await expect(first.getByText(/ refused it\. Nothing was done\./)).toBeVisible();
  // whoever asked finds it again, and asks for the same, counted anew
  await first.goto('/staff/incidents');
  const refused = first.getByRole('region', { name: 'Not approved' });
  await expect(refused).toContainText('refused it');
  await refused.getByRole('link', { name: /^See request/ }).click();
  await first.getByRole('link', { name: 'Ask again' }).click();
  await expect(first.getByRole('main')).toContainText('All of sandbox');
  await expect(first.getByRole('button', { name: 'Approve with a passkey' })).toBeVisible();

  await askForDrill(first);
  await second.goto('/staff');
  await expect(second.getByText('Waiting for your approval')).toBeVisible();
  await second.getByRole('link', { name: /^Review/ }).click();
  const covered = second.getByRole('region', { name: 'What it covers' });
  await expect(covered, 'the second person sees what the first one saw').toContainText('Staff signed in');
  await approve(second, 'Approve with a passkey');
  await said(second, 'Approved and done');
  await expect(second.getByRole('heading', { level: 1 })).toHaveText('Approved by two people');

  // a fault that was: it led to the list of incidents
  await second.getByRole('link', { name: 'Go to the incident' }).click();
  await expect(second.getByRole('heading', { name: '1. Hold' })).toBeVisible();
  await expect(second.getByText('Drill', { exact: true })).toBeVisible();
  await expect(second.getByText('Tokens and calls in sandbox since then')).toBeVisible();
  // a fault that was: the hold of a drill looked like one for a real incident
  const banner = second.getByRole('region', { name: 'Drill: tokens are on hold' });
  await expect(banner).toContainText('One hold is in force. It’s a drill.');
  expect(await findingsOn(second), 'with the banner of its hold').toEqual([]);
  await banner.getByRole('link', { name: 'See what is on hold' }).click();
  const held = second.getByRole('region', { name: 'Holds in force' });
  await expect(held.getByText('Drill', { exact: true })).toBeVisible();
  await second
    .getByRole('region', { name: 'Guided incidents' })
    .getByRole('link', { name: 'All of sandbox' })
    .first()
    .click();
  await expect(second.getByRole('heading', { name: '1. Hold' })).toBeVisible();
  for (const table of ['incident_steps', 'incidents', 'holds'])
    await stack.database.owner(`DELETE FROM vault.${table}`);
});

test('an admin takes each step of an incident, releases it in waves, closes it, and takes its signed report', async ({
  open,
  stack,
}) => {
  const first = await adminPage(open, stack);
  const page = await adminPage(open, stack);
  await askFor(first, 'All of production', 'A real incident');
  await page.goto('/staff/incidents');
  await page.getByRole('link', { name: /^Review/ }).click();
  await approve(page, 'Approve with a passkey');
  await said(page, 'Approved and done');
  await page.goto('/staff/incidents');
  const incidents = page.getByRole('region', { name: 'Guided incidents' });
  await incidents.getByRole('link', { name: 'All of production' }).first().click();
  await expect(page.getByText('Conclude every step above first.'), 'nothing to press in vain').toBeVisible();
  await expect(page.getByText('Release…')).toHaveCount(0);
  await usesOfProductionAlone(page);
  await page.getByRole('button', { name: 'Start the refresh' }).click();
  await said(page, 'Saved');
  await refusedStepIsKept(page);
  await concludeAll(page);
  const refresh = page.getByRole('listitem').filter({ hasText: 'Refresh every connection once' });
  // a fault that was: the page stood at "0 of …" until it was loaded anew
  await expect(refresh.getByText('Done', { exact: true }).first()).toBeVisible();

  await releaseWave(page, '10% of connections');
  await said(page, 'Saved');
  await expect(page.getByText('10% of connections').first()).toBeVisible();
  await page.goto('/staff/incidents');
  const held = page.getByRole('region', { name: 'Holds in force' });
  await expect(held).toContainText('10% of connections');
  await expect(held.getByText('Release…'), 'its incident releases it').toHaveCount(0);
  await held.getByRole('link', { name: 'See the incident' }).click();
  await page.getByText('Release…').click();
  const shares = page.getByLabel('Release for').getByRole('option');
  await expect(shares, 'what is released is not offered').toHaveText([
    '50% of connections',
    'All connections',
  ]);
  await releaseWave(page, 'All connections');
  await expect(page.getByRole('heading', { name: 'Close the incident' })).toBeVisible();
  await page.getByLabel('What was found').fill('Nothing had left.');
  await approve(page, 'Close and sign the report');
  await said(page, 'The incident is closed');
  await page.getByRole('link', { name: 'Report', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Incident report: All of production');
  await expect(page.getByRole('main')).toContainText('Nothing had left.');
  await page.emulateMedia({ media: 'print' });
  const facts = page.getByRole('main').locator('section').first();
  const breakInside = await facts.evaluate((part) => getComputedStyle(part).breakInside);
  expect(breakInside, 'a part of several lists begins on the first sheet, and goes on').toBe('auto');
  await page.emulateMedia({ media: 'screen' });
  const begun = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download the signed report' }).click();
  const download = await begun;
  expect(download.suggestedFilename()).toMatch(/^incident-.+\.ndjson$/);
  expect(await readFile(await download.path(), 'utf8')).toContain('Nothing had left.');
  await page.goto('/staff/activity?subject=incidents');
  await expect(page.getByText('Incident closed and its report signed').first()).toBeVisible();
});

test('an operator places a hold with a passkey, everybody sees it, and an admin releases it', async ({
  open,
  stack,
}) => {
  const customer = await stack.customer('Hanna Held');
  await connect(stack, customer.browser, stack.sandbox.newUser());
  const operator = await stack.staff('operator');
  const page = await open({ as: operator });
  await givePasskey(page, stack.database, operator.email);
  await page.goto('/staff/incidents');
  await expect(page.getByRole('heading', { name: 'No hold is in force' })).toBeVisible();
  await page.getByLabel('What to hold').selectOption({ label: 'All of sandbox' });
  await page.getByLabel('Reason').fill('A laptop was stolen.');
  const place = page.getByRole('button', { name: 'Place hold' });
  await untilAlive(place);
  await place.click();
  await expect(page.getByRole('status')).toContainText('The hold is in force');
  await expect(page.getByText('Only an admin can release a hold.')).toBeVisible();

  const theirs = await open({ as: customer });
  await theirs.goto('/dashboard');
  await expect(theirs.getByText('Example Bank has paused its access to Wise')).toBeVisible();

  const admin = await stack.staff('admin');
  const other = await open({ as: admin });
  await givePasskey(other, stack.database, admin.email);
  await other.goto('/staff/connections');
  await other.getByRole('link', { name: 'See what is on hold' }).click();
  await other.getByText('Release…').click();
  await other.getByLabel('Why it can go on').fill('It was found.');
  const release = other.getByRole('button', { name: 'Release hold' });
  await untilAlive(release);
  await release.click();
  await expect(other.getByRole('status')).toContainText('The hold was released');
  await expect(other.getByRole('region', { name: 'Holds that were released' })).toContainText(
    'A laptop was stolen.',
  );
});
