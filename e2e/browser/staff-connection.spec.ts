import { connect } from '../harness/flows';
import { findingsOn } from './support/axe';
import { expect, test } from './support/fixtures';

test('support notes, takes, snoozes and sends a link; an operator freezes and releases; a colleague sees it all in one timeline', async ({
  open,
  stack,
}) => {
  const customer = await stack.customer('Frederike Follow-Up');
  const id = await connect(stack, customer.browser, stack.sandbox.newUser());
  const path = `/staff/connections/${id}`;
  const support = await stack.staff('support');
  const page = await open({ as: support });
  await page.goto(path);
  const said = (text: string) => expect(page.getByRole('status').filter({ hasText: text })).toBeVisible();

  const note = 'Rang twice.\n<script>alert(1)</script>';
  await page.getByLabel('New note').fill(note);
  await page.getByRole('button', { name: 'Add note' }).click();
  await said('Note added');
  await expect(page.getByRole('region', { name: 'Notes' }).getByRole('listitem')).toContainText('<script>');

  await page.getByRole('button', { name: 'Take it' }).click();
  await said('Owner changed');
  const followUp = page.getByRole('region', { name: 'Follow-up' });
  await expect(followUp.getByRole('button', { name: 'Take it' }), 'it is theirs').toHaveCount(0);

  await followUp.getByText('Snooze…').click();
  await followUp.getByLabel('Until').fill(new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10));
  await followUp.getByLabel('Reason').fill('Waiting for a letter');
  await followUp.getByRole('button', { name: 'Snooze', exact: true }).click();
  await said('Snoozed');
  await expect(followUp).toContainText('Waiting for a letter');

  await page.getByRole('button', { name: 'Send a reconnect link' }).click();
  await said('Reconnect link on its way');
  await expect(page.getByRole('button', { name: 'Send a reconnect link' })).toBeDisabled();
  await expect(page.getByRole('link', { name: 'Freeze…' }), 'support may not freeze').toHaveCount(0);
  expect(await findingsOn(page)).toEqual([]);

  const colleague = await open({ as: await stack.staff('operator') });
  await colleague.goto(path);
  await colleague.getByRole('link', { name: 'Freeze…' }).click();
  const question = colleague.getByRole('dialog');
  await question.getByLabel('Reason').fill('Fraud desk, case 12');
  expect(await findingsOn(colleague)).toEqual([]);
  await question.getByRole('button', { name: 'Freeze' }).click();
  await expect(colleague.getByRole('link', { name: 'Release…' })).toBeVisible();
  await expect(colleague.getByRole('button', { name: 'Delete your note' }), 'a colleague’s note').toHaveCount(
    0,
  );

  const timeline = colleague.getByRole('region', { name: 'Timeline' });
  for (const what of [
    'Frozen',
    'Reconnect link sent',
    'Snoozed',
    'Owner changed',
    'Note added',
    'Connected',
  ]) {
    await expect(timeline.getByRole('heading', { name: what, exact: true })).toBeVisible();
  }
  await expect(timeline).toContainText('Fraud desk, case 12');
  await expect(timeline).toContainText('Customer emailed that it’s paused');

  await page.reload();
  await page.getByRole('button', { name: /^Delete your note: Rang twice/ }).click();
  await expect(page.getByText('No notes yet.')).toBeVisible();
  await followUp.getByRole('button', { name: 'End now' }).click();
  await expect(followUp.getByText('Not snoozed')).toBeVisible();

  await colleague.goto(`${path}/release`);
  await colleague.getByLabel('Reason').fill('Cleared');
  await colleague.getByRole('button', { name: 'Release' }).click();
  await expect(colleague.getByRole('link', { name: 'Freeze…' })).toBeVisible();
});
