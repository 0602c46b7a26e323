import type { Page } from '@playwright/test';
import type { Stack } from '../harness/stack';
import { giveAccess } from './support/acts';
import { expect, test } from './support/fixtures';
import { type Asked, askForSession, backAtShop, confirm } from './support/partner-sessions';

/** What a partner writes who takes `display: "popup"` without the SDK (docs/partner-api.md). */
const app = (url: string) => `<!doctype html><html lang="en"><title>Shop</title>
<button>Connect Wise</button><output></output><script>
const url = ${JSON.stringify(url)};
document.querySelector('button').onclick = () => {
  if (window.open(url, 'wise', 'popup,width=480,height=760') === null) location.href = url;
};
addEventListener('message', ({ data, origin }) => {
  document.querySelector('output').textContent = JSON.stringify({ origin, ...data });
});
</script></html>`;

const newSession = (stack: Stack): Promise<Asked> =>
  askForSession(stack, 'connect', { external_id: `pop-${process.pid}-${Date.now()}` }, { display: 'popup' });

/** Opens the window from a page of that origin, and says yes at Wise in it; resolves when it has closed. */
async function connectInPopup(page: Page, at: string, session: Asked, stack: Stack): Promise<void> {
  await page.goto(at);
  await page.setContent(app(session.url));
  const opened = page.waitForEvent('popup');
  await page.getByRole('button', { name: 'Connect Wise' }).click();
  const popup = await opened;
  await popup.getByRole('button', { name: 'Continue to Wise' }).click();
  const closed = popup.waitForEvent('close');
  await giveAccess(popup, stack.sandbox.newUser());
  await closed;
}

test('a session in a popup tells the page of the allowed origin how it went, and closes; the code is good', async ({
  open,
  stack,
}) => {
  const session = await newSession(stack);
  const page = await open();
  await connectInPopup(page, stack.shop.url, session, stack);
  const said = page.locator('output');
  await expect(said).not.toBeEmpty();
  const told = JSON.parse((await said.textContent()) ?? '');
  expect(told).toEqual({
    origin: stack.appUrl,
    type: 'connect-wise',
    session: session.id,
    status: 'pending',
    completion_code: expect.any(String),
  });
  const { body } = await confirm(stack, session, told.completion_code, session.externalId);
  expect(body.status).toMatch(/^(confirmed|connected)$/);
});

test('a page of another origin that opens the same window is told nothing', async ({
  open,
  stack,
  monitor,
}) => {
  monitor.expect(/request to a third party: https:\/\/evil\.example\//);
  // the browser says that it has dropped the message
  monitor.expect(/Failed to execute 'postMessage' on 'DOMWindow'/);
  const page = await open();
  const html = { contentType: 'text/html', body: '<!doctype html><title>Evil</title>' };
  await page.route('https://evil.example/**', (route) => route.fulfill(html));
  await connectInPopup(page, 'https://evil.example/', await newSession(stack), stack);
  await expect(page.locator('output')).toBeEmpty();
});

test('where the browser opens no window the same page goes to Wise and back to the return address', async ({
  open,
  stack,
}) => {
  const session = await newSession(stack);
  const page = await open();
  await page.addInitScript(() => {
    window.open = () => null;
  });
  await page.goto(stack.shop.url);
  await page.setContent(app(session.url));
  await page.getByRole('button', { name: 'Connect Wise' }).click();
  await page.getByRole('button', { name: 'Continue to Wise' }).click();
  await giveAccess(page, stack.sandbox.newUser());
  const told = await backAtShop(page, stack);
  expect([told.get('status'), told.get('session')]).toEqual(['pending', session.id]);
  const { status } = await confirm(stack, session, told.get('completion_code'), session.externalId);
  expect(status).toBe(200);
});
