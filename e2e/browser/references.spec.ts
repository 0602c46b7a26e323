import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { connect, giveAccess } from '../harness/flows';
import { until } from '../harness/until';
import { goToWise } from './support/acts';
import { findingsOn } from './support/axe';
import { expect, test } from './support/fixtures';

/** The reference on an outcome's page. */
async function quoted(page: Page): Promise<string> {
  const line = page.getByText(/^Reference [0-9A-Z]{4}-[0-9A-Z]{4}\. Quote it if you ask for help\.$/);
  return ((await line.textContent()) ?? '').slice('Reference '.length, 'Reference XXXX-XXXX'.length);
}

/** What staff are shown who search for what a customer reads to them. */
async function lookUp(desk: Page, reference: string) {
  await desk.goto('/staff/connections');
  await desk.getByLabel('Search').fill(reference);
  await desk.getByRole('button', { name: 'Search', exact: true }).click();
  return desk.getByRole('region', { name: `Reference ${reference}` });
}

test('a reference of an attempt that connected nothing leads staff to what became of it, and of whose way back it was', async ({
  open,
  stack,
}) => {
  const [starter, victim] = [await stack.customer('Stan Starter'), await stack.customer('Vera Victim')];
  const page = await open({ as: starter });
  await page.goto('/dashboard');
  await goToWise(page, stack.sandbox);
  const sent = await giveAccess(stack.sandbox, page.url(), stack.sandbox.newUser());
  const theirs = await open({ as: victim });
  await theirs.goto(sent);
  const refused = await quoted(theirs);
  await expect(theirs).toHaveURL(`/connect/sandbox/attempts/not-yours-${refused}`);

  const desk = await open({ as: await stack.staff('viewer') });
  const shown = await lookUp(desk, refused);
  await expect(shown).toContainText('Another customer was signed in in that browser.');
  await expect(shown).toContainText('Vera Victim');
  expect(await findingsOn(desk), 'promise 9').toEqual([]);
  await shown.getByRole('link', { name: /^[0-9A-Z]{4}-[0-9A-Z]{4}$/ }).click();
  const attempt = desk.getByRole('region', { name: /^Reference / });
  await expect(attempt).toContainText('Stan Starter');
  await expect(attempt).toContainText('We stopped it for safety.');
  await expect(attempt).toContainText('Another customer was signed in in that browser.');
});

test('what Wise sends back without naming an attempt has a reference too; of a stranger’s the log has it', async ({
  open,
  stack,
}) => {
  const customer = await stack.customer('Dora Denied');
  const page = await open({ as: customer });
  await page.goto('/connect/sandbox/callback?error=access_denied');
  const reference = await quoted(page);
  const desk = await open({ as: await stack.staff('support') });
  const shown = await lookUp(desk, reference);
  await expect(shown).toContainText('Dora Denied');
  await expect(shown).toContainText('Wise didn’t say for which attempt.');

  const stranger = await open();
  await stranger.goto(`/connect/sandbox/callback?code=${randomUUID()}&state=${randomUUID()}`);
  const unknown = await quoted(stranger);
  await expect(await lookUp(desk, unknown)).toContainText('the reference is only in web’s log');
  await until('web’s log has it', () =>
    stack.webs.some(({ output }) => output.includes(`"reference":"${unknown}"`)),
  );
});

test('a receipt has one, however it is written', async ({ open, stack }) => {
  const customer = await stack.customer('Rita Receipt');
  const id = await connect(stack, customer.browser, stack.sandbox.newUser());
  const page = await open({ as: customer });
  await page.goto(`/connections/${id}`);
  const reference = await page
    .getByRole('region', { name: 'Details' })
    .getByText(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/)
    .textContent();
  const desk = await open({ as: await stack.staff('viewer') });
  await desk.goto(`/staff/connections?q=${String(reference).replace('-', '').toLowerCase()}`);
  const found = desk.getByRole('region', { name: `Reference ${reference}` });
  await expect(found).toContainText('Rita Receipt');
  await found.getByRole('link', { name: 'Open' }).click();
  await desk.waitForURL(`**/staff/connections/${id}`);
});
