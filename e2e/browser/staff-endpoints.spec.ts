import { connect } from '../harness/flows';
import { givePasskey } from '../harness/passkey';
import { until } from '../harness/until';
import { untilAlive } from './support/acts';
import { expect, test } from './support/fixtures';

test('an operator finds an endpoint that fails, then one disabled by a 410, and enables it with what it missed', async ({
  open,
  stack,
}) => {
  const { receiver, partner, database } = stack;
  receiver.answer = () => 500;
  const made = await partner.post('/v1/event-endpoints', {
    ...{
      environment: 'sandbox',
      url: `${receiver.url}/hooks/${'long-'.repeat(30)}?key=hush`,
      description: 'Invoices',
    },
  });
  expect(made.status).toBe(200);
  receiver.secrets = [String(made.body.secret)];
  const customer = await stack.customer('Hector Heard');
  const connectionId = await connect(stack, customer.browser, stack.sandbox.newUser());
  await until('it was tried', () => receiver.arrived.some(({ status }) => status === 500));

  const operator = await stack.staff('operator');
  const page = await open({ as: operator });
  await givePasskey(page, database, operator.email);
  await page.goto('/staff/webhooks?environment=sandbox');
  await page
    .getByRole('navigation', { name: 'Direction' })
    .getByRole('link', { name: 'To your systems' })
    .click();
  const row = page.getByRole('row', { name: /Invoices/ });
  await expect(row).toContainText('Failing');
  await row.getByRole('link').click();
  const said = (text: string) => expect(page.getByRole('status').filter({ hasText: text })).toBeVisible();
  const log = page.getByRole('region', { name: 'Deliveries' });
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/long-\?…$/);
  expect(await page.content()).not.toContain('hush');
  await expect(log.getByRole('row', { name: /connection.connected/ })).toContainText('Answered 500');

  await page.getByText('Send a test event…').click();
  await page.getByRole('button', { name: 'Send test event' }).click();
  await said('The test event is on its way');
  // not before: a later try of the first event would have it disabled already
  receiver.answer = () => 410;
  await expect(async () => {
    await page.getByRole('link', { name: 'Refresh' }).click();
    await expect(page.getByText('Disabled by a 410')).toBeVisible({ timeout: 500 });
  }).toPass();
  await expect(log).toContainText('Answered 410');

  // what happens meanwhile is not added for it
  await database.owner('UPDATE connections SET frozen_at = now() WHERE id = $1', [connectionId]);
  await database.owner('UPDATE connections SET frozen_at = NULL WHERE id = $1', [connectionId]);
  receiver.answer = () => 200;
  const missed = page
    .getByLabel('Begin')
    .getByRole('option', { name: 'With the 2 events it missed, in order' });
  await expect(async () => {
    await page.reload();
    await expect(missed).toBeAttached({ timeout: 500 });
  }).toPass();
  const enable = page.getByRole('button', { name: 'Enable', exact: true });
  await untilAlive(enable);
  await enable.click();
  await said('The endpoint is enabled');
  await until('nothing is lost', () => receiver.takenOf(connectionId).length === 3);
  expect(receiver.takenOf(connectionId)).toEqual([
    'connection.connected',
    'connection.frozen',
    'connection.released',
  ]);
  const tests = () => receiver.arrived.filter(({ event, status }) => event.type === 'test' && status === 200);
  await until('the test event arrives', () => tests().length === 1);
  expect(receiver.arrived.every(({ isSigned }) => isSigned)).toBe(true);

  const taken = receiver.taken;
  const again = page.getByRole('button', { name: /^Send again: connection.frozen/ });
  await expect(async () => {
    await page.getByRole('link', { name: 'Delivered' }).click();
    await expect(again).toBeVisible({ timeout: 500 });
  }).toPass();
  await again.click();
  await said('Events are being sent again');
  await until('it is sent again', () => receiver.taken === taken + 1);

  await page.getByText('Disable…').click();
  const disable = page.getByRole('button', { name: 'Disable', exact: true });
  await untilAlive(disable);
  await disable.click();
  await said('The endpoint is disabled');
  await expect(page.getByText('Disabled by staff')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Send/ })).toHaveCount(0);
  await database.owner('DELETE FROM vault.event_endpoints');
});
