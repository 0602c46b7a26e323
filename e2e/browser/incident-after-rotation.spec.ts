import type { Locator } from '@playwright/test';
import { connect } from '../harness/flows';
import { expect, test } from './support/fixtures';
import { adminPage, approve, count, said } from './support/incident-acts';

test('an incident on an encryption key that was rotated away leads to what was readable with it, and to the same numbers', async ({
  open,
  stack,
}) => {
  const customer = await stack.customer('Rita Rotated');
  const link = () => connect(stack, customer.browser, stack.sandbox.newUser());
  const [former, after] = [await link(), await link()];
  // as a rotation leaves it: cli/incident-after-rotation.db.test.ts makes one
  await stack.database.owner(
    `INSERT INTO vault.ring_key_use (ring_key, source, row_id, connection_id, from_at, until_at)
     SELECT 'rotated', 'grants', id, connection_id, now() - interval '9 days', now() - interval '1 day'
     FROM vault.grants WHERE connection_id = $1`,
    [former],
  );
  await stack.database.owner(
    `INSERT INTO vault.access_records (connection_id, api_key_id, purpose, request_id)
     SELECT id, '', 'check', 'r' || n FROM unnest($1::uuid[]) AS id, generate_series(1, 3) AS n`,
    [[former, after]],
  );
  const [first, page] = [await adminPage(open, stack), await adminPage(open, stack)];
  await first.goto('/staff/incidents/new');
  const since = new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 16);
  await first.getByLabel('Suspected since (UTC)').fill(since);
  await count(first, 'Records under encryption key rotated');
  const covered = first.getByRole('region', { name: 'What it covers' });
  const number = (of: Locator, term: string) => of.locator('dt', { hasText: term }).locator('+ dd');
  await expect(number(covered, 'Connections readable with this key')).toHaveText('1');
  await expect(number(covered, 'Connections to refresh once')).toHaveText('1');
  await expect(number(covered, 'of records under this key')).toHaveText('3');
  // a fault that was: "API keys in scope: Keep them: the hold stops them"
  await expect(first.getByRole('main').locator('dt', { hasText: 'API keys' })).toHaveCount(0);
  await first.getByLabel('What happened').fill('A backup was copied.');
  await approve(first, 'Approve with a passkey');
  await said(first, 'Another admin has to approve it within a day.');

  await page.goto('/staff/incidents');
  await page.getByRole('link', { name: /^Review/ }).click();
  await expect(number(page.getByRole('main'), 'Connections readable with this key')).toHaveText('1');
  await expect(page.getByRole('main').locator('dt', { hasText: 'API keys' })).toHaveCount(0);
  await approve(page, 'Approve with a passkey');
  await page.getByRole('link', { name: 'Go to the incident' }).click();
  await expect(number(page.getByRole('main'), 'Connections readable with this key')).toHaveText('1');
  await expect(number(page.getByRole('main'), 'of records under this key')).toHaveText('3');
  // a fault that was: it led to all uses
  await page.getByRole('link', { name: 'See who used what since then' }).click();
  await expect(page.getByLabel('Encryption key')).toHaveValue('rotated');
  await expect(page.getByText('3 uses of 1 connection', { exact: true })).toBeVisible();
  await expect(page.getByRole('main').locator('code')).toContainText('--encryption-key rotated');
  await page.getByLabel('Connection ID').fill(after);
  await page.getByRole('button', { name: 'Show' }).click();
  await expect(page.getByRole('main').getByRole('heading', { level: 2 })).toHaveText(
    'Nothing under this encryption key was used in this window',
  );
  await page.getByRole('link', { name: 'Show every encryption key' }).click();
  await expect(page.getByText('3 uses of 1 connection', { exact: true })).toBeVisible();
  await page.goto('/staff/incidents/exposure?encryption-key=rotatde');
  await expect(page.getByRole('alert').filter({ hasText: 'There’s no such encryption key' })).toBeVisible();
  await expect(page.getByRole('table')).toHaveCount(0);
  // a fault that was: it was left out, and the uses of all connections were shown
  await page.goto(`/staff/incidents/exposure?connection=${after.slice(0, -1)}`);
  await expect(page.getByRole('alert').filter({ hasText: 'There’s no such connection' })).toBeVisible();
  await expect(page.getByLabel('Connection ID')).toHaveValue(after.slice(0, -1));
  await expect(page.getByRole('table')).toHaveCount(0);
  for (const table of ['incident_steps', 'incidents', 'holds'])
    await stack.database.owner(`DELETE FROM vault.${table}`);
});
