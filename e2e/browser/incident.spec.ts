import { givePasskey } from '../harness/passkey';
import { untilAlive } from './support/acts';
import { expect, test } from './support/fixtures';

test('two admins place an incident with their passkeys, and the second one is not the first', async ({
  open,
  stack,
}) => {
  const [ada, ben] = [await stack.staff('admin'), await stack.staff('admin')];
  const first = await open({ as: ada });
  await givePasskey(first, stack.database, ada.email);
  const second = await open({ as: ben });
  await givePasskey(second, stack.database, ben.email);
  await first.goto('/staff/incidents');
  await first.getByRole('link', { name: 'Start an incident' }).click();
  await first.getByLabel('What to stop').selectOption({ label: 'All of production' });
  await first.getByLabel('Sessions to end').selectOption({ label: 'No sessions' });
  await first.getByRole('button', { name: 'See what it covers' }).click();
  await first.getByLabel('What happened').fill('A laptop was stolen.');
  await first.getByLabel('This is').selectOption({ label: 'A drill' });
  const ask = first.getByRole('button', { name: 'Approve with a passkey' });
  await untilAlive(ask);
  await ask.click();
  await expect(first.getByRole('status')).toContainText('Waiting for a second person');
  await expect(first.getByText('Waiting for someone else’s approval')).toBeVisible();
  await first.getByRole('link', { name: /^Review/ }).click();
  await expect(first.getByText('You asked for this. Another admin has to approve it.')).toBeVisible();
  await expect(first.getByRole('button', { name: 'Approve with a passkey' })).toHaveCount(0);

  await second.goto('/staff');
  await expect(second.getByText('Waiting for your approval')).toBeVisible();
  await second.getByRole('link', { name: /^Review/ }).click();
  const approve = second.getByRole('button', { name: 'Approve with a passkey' });
  await untilAlive(approve);
  await approve.click();
  await expect(second.getByRole('status')).toContainText('Approved and done');

  await second.goto('/staff/incidents');
  await second
    .getByRole('region', { name: 'Guided incidents' })
    .getByRole('link', { name: 'All of production' })
    .click();
  await expect(second.getByRole('heading', { name: '1. Hold' })).toBeVisible();
  await second.getByText('Conclude this step…').first().click();
  await second.getByLabel('What was done, and where the proof is').first().fill('Not in a drill.');
  await second.getByLabel('Result').first().selectOption({ label: 'Not needed' });
  await second.getByRole('button', { name: 'Save' }).first().click();
  await expect(second.getByRole('status')).toContainText('Saved');
  await stack.database.owner(
    `UPDATE vault.holds SET released_at = now(), released_by = 'test' WHERE released_at IS NULL`,
  );
});
