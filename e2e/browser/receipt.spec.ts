import { connect } from '../harness/flows';
import { askToDisconnect } from './support/acts';
import { expect, test } from './support/fixtures';

test('a receipt prints: light on dark screens too, with all it says and nothing to press', async ({
  open,
  stack,
}) => {
  const customer = await stack.customer('Paula Printer');
  const user = stack.sandbox.newUser();
  const id = await connect(stack, customer.browser, user);
  const page = await open({ as: customer, colorScheme: 'dark' });
  await page.goto(`/connections/${id}`);
  await (await askToDisconnect(page)).getByRole('button', { name: 'Disconnect', exact: true }).click();
  await expect(page.getByText('Disconnected, and cancelled at Wise')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Print this receipt' })).toBeVisible();

  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  for (const text of ['Disconnected, and cancelled at Wise', customer.name, 'Reference', id]) {
    await expect(page.getByText(text, { exact: false }).first(), text).toBeVisible();
  }
  for (const name of ['Sign out', 'Print this receipt']) {
    await expect(page.getByRole('button', { name }), name).toBeHidden();
  }
  await expect(page.getByRole('link', { name: 'Your connections' })).toBeHidden();
  expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(
    'rgb(255, 255, 255)',
  );
  const path = test.info().outputPath('receipt.png');
  await page.screenshot({ path, fullPage: true });
});

test('the result of a disconnect is mailed: in the message of the disconnect, or in one that follows it', async ({
  open,
  stack,
  authProviders,
}) => {
  test.setTimeout(120_000);
  const [quick, slow] = [await stack.customer('Quinn Quick'), await stack.customer('Sally Slow')];
  const outage = {
    endpoint: 'token:refresh_token',
    kind: 'answer',
    status: 503,
    body: '{}',
    count: 1_000,
  } as const;
  for (const customer of [quick, slow]) {
    const id = await connect(stack, customer.browser, stack.sandbox.newUser());
    if (customer === slow) stack.sandbox.plant(outage);
    const page = await open({ as: customer });
    await page.goto(`/connections/${id}`);
    await (await askToDisconnect(page)).getByRole('button', { name: 'Disconnect', exact: true }).click();
    const title =
      customer === slow ? 'Disconnected here. Now cancelling at Wise' : 'Disconnected, and cancelled at Wise';
    await expect(page.getByText(title)).toBeVisible();
  }
  const early = await authProviders.mailbox.take(slow.email, /was disconnected/);
  expect(early.text).toContain('We’ll email you the receipt when Wise has answered.');
  stack.sandbox.reset();
  const late = await authProviders.mailbox.take(slow.email, /^Your receipt/, 60_000);
  expect(late.text).toContain('Disconnected, and cancelled at Wise');

  const first = await authProviders.mailbox.take(quick.email, /was disconnected/);
  const texts = [first.text];
  if (first.text.includes('We’ll email you the receipt')) {
    texts.push((await authProviders.mailbox.take(quick.email, /^Your receipt/)).text);
  }
  expect(texts.at(-1)).toContain('Disconnected, and cancelled at Wise');
  const results = authProviders.mailbox.received.filter(
    ({ to, text }) => to.includes(quick.email) && text.includes('and cancelled at Wise'),
  );
  expect(results, 'nobody is told twice').toHaveLength(1);
});
