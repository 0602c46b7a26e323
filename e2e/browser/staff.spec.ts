import { readFile } from 'node:fs/promises';
import { idpOf } from '../harness/auth-providers';
import { connect } from '../harness/flows';
import { givePasskey } from '../harness/passkey';
import type { StaffRole } from '../harness/people';
import type { Stack } from '../harness/stack';
import { askToDisconnect } from './support/acts';
import { expect, type Open, test } from './support/fixtures';
import { signInByOidc } from './support/sign-in';

const REASON = 'The customer asked by telephone, case 4711.';

async function connectedCustomer(stack: Stack, name: string) {
  const customer = await stack.customer(name);
  const user = stack.sandbox.newUser();
  const connectionId = await connect(stack, customer.browser, user);
  return { customer, user, profileId: user.profiles[0]?.id ?? '', connectionId };
}

test('an operator signs in, finds a customer’s connection, reads its trail and disconnects it with a reason that stays', async ({
  open,
  stack,
  authProviders,
}) => {
  const { customer, profileId } = await connectedCustomer(stack, 'Frieda Findable');
  await connectedCustomer(stack, 'Bystander');
  const email = `olga-${profileId}@staff.example`;
  await stack.database.owner(
    `INSERT INTO staff (email, name, role) VALUES ($1, 'Olga Operator', 'operator')`,
    [email],
  );
  idpOf(authProviders, stack.appUrl).people.set(email, {
    sub: email,
    name: 'Olga Operator',
    email,
    emailVerified: true,
  });
  const page = await open();
  await page.goto('/staff/connections');
  await signInByOidc(page, 'Olga Operator');
  await page.waitForURL('**/staff/connections');

  // what another test connects at production may have the same profile number
  await page.getByRole('navigation', { name: 'Environment' }).getByRole('link', { name: 'Sandbox' }).click();
  for (const search of [profileId, customer.email, 'frieda find']) {
    await page.getByLabel('Search').fill(search);
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await page.waitForURL((url) => url.searchParams.get('q') === search);
    await expect(page.getByRole('rowheader')).toHaveCount(1);
  }
  await page.getByRole('link', { name: customer.name }).click();
  const trail = page.getByRole('region', { name: 'Timeline' });
  await expect(trail.getByRole('heading', { name: 'Connected', exact: true })).toBeVisible();
  await expect(trail).toContainText(customer.name);

  const question = await askToDisconnect(page);
  await question.getByRole('button', { name: 'Disconnect for good' }).click();
  await expect(question, 'a reason is required').toBeVisible();
  await question.getByLabel('Reason').fill(REASON);
  await question.getByRole('button', { name: 'Disconnect for good' }).click();
  await expect(question.getByRole('link', { name: 'Add a passkey' }), 'nothing without one').toBeVisible();
  await givePasskey(page, stack.database, email);
  await question.getByRole('button', { name: 'Disconnect for good' }).click();
  await expect(
    page.getByText('Staff disconnected it. It can’t be undone, but the customer can connect again.'),
  ).toBeVisible();
  const entry = trail.getByRole('listitem').filter({ hasText: REASON });
  await expect(entry).toContainText('Disconnected');
  await expect(entry).toContainText('Olga Operator');
});

test('one profile number stands for somebody in each of Wise’s environments; the filter tells them apart', async ({
  open,
  stack,
}) => {
  const profileId = `77${Date.now()}`;
  for (const environment of ['sandbox', 'production'] as const) {
    const { browser } = await stack.customer(`Nadja ${environment}`);
    await connect(stack, browser, stack[environment].newUser({ firstProfile: profileId }), { environment });
  }
  const page = await open({ as: await stack.staff('viewer') });
  await page.goto(`/staff/connections?q=${profileId}`);
  await expect(page.getByRole('rowheader')).toHaveCount(2);
  for (const environment of ['Sandbox', 'Production']) {
    const environments = page.getByRole('navigation', { name: 'Environment' });
    await environments.getByRole('link', { name: environment }).click();
    await page.waitForURL((url) => url.searchParams.get('environment') === environment.toLowerCase());
    await expect(page.getByRole('rowheader')).toContainText([`Nadja ${environment.toLowerCase()}`]);
  }
});

test('the list is narrowed, sorted and given other columns by one form, without JavaScript too; a chip takes a filter away', async ({
  open,
  stack,
}) => {
  const { customer } = await connectedCustomer(stack, 'Fiona Filter');
  const page = await open({ as: await stack.staff('viewer'), javaScriptEnabled: false });
  await page.goto('/staff/connections');
  await page.getByLabel('Search').fill(customer.email);
  await page.getByText('Filters and columns').click();
  await page.getByLabel('Profile', { exact: true }).selectOption('Personal');
  await page.getByLabel('Owner').first().selectOption('No owner');
  await page.getByLabel('Sort').selectOption('Used least recently');
  await page.getByRole('checkbox', { name: 'Last check' }).uncheck();
  await page.getByRole('button', { name: 'Apply' }).click();
  const address = new URL(page.url());
  expect(
    Object.fromEntries(address.searchParams),
    'what was not asked for is not in the address',
  ).toMatchObject({
    q: customer.email,
    profile: 'personal',
    owner: 'none',
    sort: 'used_oldest',
  });
  expect(address.searchParams.has('reason')).toBe(false);
  await expect(page.getByRole('rowheader')).toHaveCount(1);
  await expect(page.getByRole('columnheader', { name: 'Last used' })).toBeVisible();
  await expect(page.getByRole('columnheader', { name: 'Last check' })).toHaveCount(0);

  const chips = page.getByRole('list', { name: 'Active filters' });
  await expect(chips.getByRole('listitem')).toHaveCount(3);
  await chips.getByRole('link', { name: 'Remove filter: Owner: No owner' }).click();
  await expect(page).not.toHaveURL(/owner=/);
  await expect(page).toHaveURL(/sort=used_oldest/);
  await page
    .getByRole('navigation', { name: 'Environment' })
    .getByRole('link', { name: 'Production' })
    .click();
  await expect(page).toHaveURL(/environment=production/);
  await page
    .getByRole('navigation', { name: 'Pages', exact: true })
    .getByRole('link', { name: 'Webhooks' })
    .click();
  await expect(page, 'the environment goes along').toHaveURL('/staff/webhooks?environment=production');
});

test('a view of the list is named, found again, and removed; an export has its rows, and no formula', async ({
  open,
  stack,
}) => {
  const { customer, connectionId } = await connectedCustomer(stack, '=Eve Export');
  const operator = await stack.staff('operator');
  const page = await open({ as: operator });
  await page.goto(`/staff/connections?q=${encodeURIComponent(customer.email)}&sort=used_newest`);
  await page.getByText('Save this view').click();
  await page.getByLabel('Name', { exact: true }).fill('Only Eve');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('status')).toContainText('View saved');
  await page.goto('/staff/connections');
  await page.getByRole('navigation', { name: 'Your views' }).getByRole('link', { name: 'Only Eve' }).click();
  await expect(page).toHaveURL(/sort=used_newest/);
  await expect(page.getByRole('rowheader')).toHaveCount(1);

  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await expect(page.getByRole('link', { name: 'Add a passkey' }), 'nothing without one').toBeVisible();
  await givePasskey(page, stack.database, operator.email);
  const begun = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const download = await begun;
  expect(download.suggestedFilename()).toMatch(/^connections-\d{4}-\d{2}-\d{2}\.csv$/);
  const lines = (await readFile(await download.path(), 'utf8')).split('\r\n');
  expect(lines).toHaveLength(3);
  expect(lines[1]).toContain(connectionId);
  expect(lines[1]).toContain("'=Eve Export");

  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('rowheader'), 'a list prints').toBeVisible();
  const pressable = page.locator('input, summary, .button').filter({ visible: true });
  await expect(pressable, 'and nothing to press').toHaveCount(0);
  await page.emulateMedia({ media: 'screen' });

  await stack.database.owner(
    `INSERT INTO staff_views (staff_id, name, query) SELECT staff_id, 'The same', query FROM staff_views WHERE name = 'Only Eve'`,
  );
  await page.reload();
  await page.getByRole('button', { name: 'Remove “The same”' }).click();
  await page.getByRole('link', { name: 'Only Eve' }).click();
  await page.getByRole('button', { name: 'Remove this view' }).click();
  await expect(page.getByRole('status')).toContainText('View removed');
  await expect(page.getByRole('navigation', { name: 'Your views' })).toHaveCount(0);
});

test('the list shows when a connection was first made, the time it is sorted by, also after a reconnect', async ({
  open,
  stack,
}) => {
  const { customer, connectionId } = await connectedCustomer(stack, 'Rita Reconnected');
  const [row] = await stack.database.owner(
    `UPDATE connections SET created_at = created_at - interval '40 days' WHERE id = $1 RETURNING created_at`,
    [connectionId],
  );
  const page = await open({ as: await stack.staff('viewer') });
  await page.goto(`/staff/connections?q=${encodeURIComponent(customer.email)}`);
  await expect(page.getByRole('columnheader', { name: 'First connected' })).toBeVisible();
  const first = new Date(String(row?.created_at)).toISOString().slice(0, 16);
  await expect(page.getByRole('cell').locator('time').first()).toHaveAttribute(
    'datetime',
    new RegExp(`^${first}`),
  );
});

test('the customer whose connection staff ended reads who did it', async ({ open, stack }) => {
  const { customer, connectionId } = await connectedCustomer(stack, 'Tilda Told');
  const admin = await stack.staff('admin');
  const page = await open({ as: admin });
  await givePasskey(page, stack.database, admin.email);
  // the page of its own asks the same question as the dialog
  await page.goto(`/staff/connections/${connectionId}/disconnect`);
  await page.getByLabel('Reason').fill(REASON);
  await page.getByRole('button', { name: 'Disconnect for good' }).click();
  await page.waitForURL(`**/staff/connections/${connectionId}`);
  const theirs = await open({ as: customer });
  await theirs.goto(`/connections/${connectionId}`);
  await expect(theirs.getByText(/^Example Bank disconnected it/)).toBeVisible();
  await expect(theirs.getByRole('main'), 'staff’s reason is for staff').not.toContainText(REASON);
});

async function actionsOf(open: Open, stack: Stack, role: StaffRole, connectionId: string) {
  const page = await open({ as: await stack.staff(role) });
  await page.goto(`/staff/connections/${connectionId}`);
  const actions = page.getByRole('region', { name: 'Actions' });
  await expect(actions).toBeVisible();
  return {
    page,
    check: actions.getByRole('button', { name: 'Check now' }),
    disconnect: actions.getByRole('link', { name: 'Disconnect…' }),
  };
}

test('each role sees what it may do: viewers look, support checks, operators and admins disconnect', async ({
  open,
  stack,
  monitor,
}) => {
  const { connectionId } = await connectedCustomer(stack, 'Rolf Roles');
  const may = {
    viewer: { check: 0, disconnect: 0 },
    support: { check: 1, disconnect: 0 },
    operator: { check: 1, disconnect: 1 },
    admin: { check: 1, disconnect: 1 },
  } as const;
  for (const role of ['viewer', 'support', 'operator', 'admin'] as const) {
    const { check, disconnect } = await actionsOf(open, stack, role, connectionId);
    await expect(check, `${role} checks`).toHaveCount(may[role].check);
    await expect(disconnect, `${role} disconnects`).toHaveCount(may[role].disconnect);
  }
  monitor.expect(/status of 403/);
  const { page } = await actionsOf(open, stack, 'support', connectionId);
  await page.goto(`/staff/connections/${connectionId}/disconnect`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your role doesn’t allow this');
  await page.getByRole('link', { name: /connections/i }).click();
  await page.waitForURL('**/staff/connections');
});

test('support checks a connection and reads the result; then the button rests and says until when, and a second tab’s check says that the result stands', async ({
  open,
  stack,
}) => {
  const { connectionId } = await connectedCustomer(stack, 'Carl Checked');
  const { page, check } = await actionsOf(open, stack, 'support', connectionId);
  const tab = await page.context().newPage();
  await tab.goto(page.url());
  await check.click();
  await expect(page.getByText('Checked just now: healthy')).toBeVisible();
  await expect(check).toBeDisabled();
  await expect(check).toHaveAccessibleDescription(/^You can check again at \d\d:\d\d\.$/);
  await tab.getByRole('button', { name: 'Check now' }).click();
  await expect(tab.getByText('Checked a moment ago')).toBeVisible();
});
