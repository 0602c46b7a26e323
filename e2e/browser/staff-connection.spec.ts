import { connect } from '../harness/flows';
import { givePasskey } from '../harness/passkey';
import { askTo, untilAlive } from './support/acts';
import { findingsOn } from './support/axe';
import { expect, test } from './support/fixtures';
import { failCalls } from './support/screen-rows';

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

  await failCalls(stack, id);
  await page.reload();
  const packet = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download for Wise’s support' }).click();
  expect((await packet).suggestedFilename()).toBe(`support-packet-${id}.json`);
  await page.getByRole('button', { name: /^Delete your note: Rang twice/ }).click();
  await expect(page.getByText('No notes yet.')).toBeVisible();
  await followUp.getByRole('button', { name: 'End now' }).click();
  await expect(followUp.getByText('Not snoozed')).toBeVisible();

  await colleague.goto(`${path}/release`);
  await colleague.getByLabel('Reason').fill('Cleared');
  await colleague.getByRole('button', { name: 'Release' }).click();
  await expect(colleague.getByRole('link', { name: 'Freeze…' })).toBeVisible();
});

test('a withdrawal by letter ends the connection in the customer’s name; a date that cannot be loses nothing', async ({
  open,
  stack,
}) => {
  const customer = await stack.customer('Wanda Withdrew');
  const connectionId = await connect(stack, customer.browser, stack.sandbox.newUser());
  const operator = await stack.staff('operator');
  const page = await open({ as: operator });
  await givePasskey(page, stack.database, operator.email);
  await page.goto(`/staff/connections/${connectionId}`);
  const question = await askTo('Record a withdrawal')(page);
  await question.getByLabel('How they told you').selectOption({ label: 'Letter' });
  await question.getByLabel('Reference').fill('Letter 4711');
  const receivedOn = question.getByLabel('Received on');
  const today = await receivedOn.inputValue();
  // a browser that does not hold a date to its limits
  await receivedOn.evaluate((field) => field.removeAttribute('max'));
  await receivedOn.fill('2999-01-01');
  await question.getByRole('button', { name: 'Disconnect for good' }).click();
  await expect(page.getByText('This date is in the future.')).toBeVisible();
  await expect(page.getByLabel('Received on')).toBeFocused();
  await expect(page.getByLabel('How they told you')).toHaveValue('post');
  await expect(page.getByLabel('Reference')).toHaveValue('Letter 4711');
  await page.getByLabel('Received on').fill(today);
  const late = await page.context().newPage();
  await givePasskey(late, stack.database, operator.email);
  await late.goto(`/staff/connections/${connectionId}/disconnect?by=staff`);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.getByRole('button', { name: 'Disconnect for good' }).dblclick();
  await expect(page.getByText(/^The customer withdrew their consent by letter\./)).toBeVisible();
  expect(
    asked.filter((path) => path === '/staff/step-up'),
    'the passkey is asked once',
  ).toHaveLength(1);
  await late.getByLabel('Reason').fill('They wrote a letter');
  const again = late.getByRole('button', { name: 'Disconnect for good' });
  await untilAlive(again);
  await again.click();
  await expect(late.getByText('It was disconnected already')).toBeVisible();
  await expect(late.getByText(/^The customer withdrew their consent by letter\./)).toBeVisible();
  const facts = page.getByRole('region', { name: 'Connection', exact: true });
  await expect(facts).toContainText(/By letter, received on \d+ \w+ \d{4}Reference: Letter 4711/);
  const entry = page.getByRole('region', { name: 'Timeline' }).getByRole('listitem');
  await expect(entry.filter({ hasText: 'Withdrawal channel: letter' })).toContainText(
    `Withdrawal received on: ${today}`,
  );
  const theirs = await open({ as: customer });
  await theirs.goto(`/connections/${connectionId}`);
  await expect(theirs.getByText(/^You withdrew your consent by letter, received on/)).toBeVisible();
  await expect(theirs.getByRole('main'), 'staff’s reference is for staff').not.toContainText('4711');
});
