import type { Page } from '@playwright/test';
import { givePasskey } from '../harness/passkey';
import { databaseTargets, logTargets } from '../harness/scan-targets';
import { type ScanTarget, scan, secretToFind } from '../harness/secrets-to-find';
import { untilAlive } from './support/acts';
import { expect, test } from './support/fixtures';

const PAGE = '/staff/credentials/own-accounts';

/** All that the browser sends: what our web server is given. */
function watch(page: Page): ScanTarget[] {
  const sent: ScanTarget[] = [];
  page.on('request', (request) => {
    const content = [request.url(), JSON.stringify(request.headers()), request.postData() ?? ''].join('\n');
    sent.push({ where: `${request.method()} ${new URL(request.url()).pathname}`, content });
  });
  return sent;
}

test('promise 4: an admin stores, replaces and removes a token of our own account, and web is never given it in clear', async ({
  open,
  stack,
}) => {
  const { sandbox, database } = stack;
  const admin = await stack.staff('admin');
  const user = sandbox.newUser({ profiles: 2 });
  const profileId = user.profiles[1]?.id ?? '';
  const wrong = 'no-token-of-anybody-at-wise';
  const [first, next] = [sandbox.personalToken(user), sandbox.personalToken(user)];
  const page = await open({ as: admin });
  await givePasskey(page, database, admin.email);
  const sent = watch(page);
  const said = (text: string) => expect(page.getByRole('status').filter({ hasText: text })).toBeVisible();
  await page.goto('/staff/credentials?environment=sandbox');
  await page.getByRole('link', { name: 'API tokens of our own Wise accounts' }).click();

  const add = page.getByRole('region', { name: 'Add a token' });
  const profile = add.getByLabel('Profile ID');
  const store = async (token: string, { environment = 'Sandbox', typed = '' } = {}) => {
    const button = add.getByRole('button', { name: 'Store token' });
    await untilAlive(button);
    await add.getByLabel('Wise environment').selectOption(environment);
    await profile.fill(typed);
    await add.getByLabel('API token').fill(token);
    await button.click();
  };
  await store(wrong, { environment: 'Production', typed: '4711' });
  await said('Wise rejected this token');
  await expect(add.getByLabel('API token'), 'never shown again').toHaveValue('');
  await expect(add.getByLabel('Wise environment'), 'what is no secret stands there again').toHaveValue(
    'production',
  );
  await expect(profile).toHaveValue('4711');
  await store(first);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Choose a profile');
  await page.getByRole('link', { name: new RegExp(profileId) }).click();
  await expect(profile).toHaveValue(profileId);
  await store(first, { typed: profileId });
  await said('The token is stored, and works');
  await expect(profile, 'what was taken is forgotten').toHaveValue('');

  const account = page.locator('section').filter({ hasText: profileId });
  await expect(account).toContainText('In use');
  await account.getByText('Replace the token…').click();
  const replace = account.getByRole('button', { name: 'Replace token' });
  await untilAlive(replace);
  await account.getByLabel('API token').fill(next);
  await replace.click();
  await said('The token was replaced');
  const kept = await databaseTargets(stack);

  await account.getByText('Remove the token…').click();
  const remove = account.getByRole('button', { name: 'Remove token' });
  await untilAlive(remove);
  await remove.click();
  await said('The token was removed here');
  await expect(account).toHaveCount(0);

  // no script seals it: the form brings everything else, and the page says what to do
  const plain = await open({ as: admin, javaScriptEnabled: false });
  const sentPlainly = watch(plain);
  await plain.goto(PAGE);
  // other accounts of this database have fields of their own
  const plainAdd = plain.getByRole('region', { name: 'Add a token' });
  await plainAdd.getByLabel('API token').fill(first);
  await plainAdd.getByLabel('Profile ID').fill(profileId);
  await plainAdd.getByRole('button', { name: 'Store token' }).click();
  await expect(plain.getByRole('status').filter({ hasText: 'The token wasn’t sent' })).toBeVisible();
  await expect(plain.getByLabel('Profile ID')).toHaveValue(profileId);
  await expect(plain.getByText('npm run personal-token -- add production')).toBeVisible();

  const isSealed = ({ where, content }: ScanTarget) =>
    where === `POST ${PAGE}/act` && content.includes('sealed=ey');
  expect(sent.filter(isSealed)).toHaveLength(4);
  const tokens = [wrong, first, next].map((token) => secretToFind('a token', token));
  expect(scan(tokens, [...sent, ...sentPlainly, ...kept, ...(await logTargets(stack))])).toEqual([]);
});
