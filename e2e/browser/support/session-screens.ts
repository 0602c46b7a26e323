import { expect, type Page } from '@playwright/test';
import { Browser, formTo } from '#test/browser/http-browser';
import type { Stack } from '../../harness/stack';
import { type Asked, askForSession, confirm } from './partner-sessions';
import type { Person } from './people';
import { attemptThatIs } from './screen-rows';
import type { Screen } from './screens';

/** A customer who has just pressed the button of a session's address, in a browser of their own. */
async function opened(
  stack: Stack,
  kind: Asked['kind'],
  named: { name?: string } = { name: 'Pia Partnered' },
): Promise<Person & { session: Asked; code: string }> {
  const customer = { external_id: `screens-${crypto.randomUUID()}`, ...named };
  const session = await askForSession(stack, kind, customer);
  const browser = new Browser();
  const { action, fields } = formTo(await browser.get(session.url), '/session');
  const { text } = await browser.post(action, fields);
  return { browser, session, code: /completion_code=([\w-]+)/.exec(text)?.[1] ?? '' };
}

/** Wise has the code of this one's attempt, and has not answered. */
async function waiting(stack: Stack): Promise<Person> {
  const person = await opened(stack, 'connect');
  const row = await stack.database.one('SELECT customer_id AS id FROM partner_sessions WHERE id = $1', [
    person.session.id,
  ]);
  const attempt = await attemptThatIs(stack, { id: String(row.id) }, 'pending');
  await stack.database.owner('UPDATE connect_attempts SET session_id = $1 WHERE id = $2', [
    person.session.id,
    attempt,
  ]);
  return person;
}

/** Signed in by the partner's word. */
async function inPortal(stack: Stack, named?: { name?: string }): Promise<Person> {
  const { browser, session, code } = await opened(stack, 'portal', named);
  const { body } = await confirm(stack, session, code, session.externalId);
  await browser.get(String(body.url));
  return { browser };
}

/** A return address that was allowed when the session was asked for, and is no longer. */
async function withoutWayBack(stack: Stack): Promise<Person> {
  const { browser, session } = await opened(stack, 'portal');
  await stack.database.owner(
    `UPDATE partner_sessions SET return_url = 'https://shop.example/elsewhere' WHERE id = $1`,
    [session.id],
  );
  return { browser };
}

/** The page asks again every two seconds: not while it is looked at. */
async function staysWaiting(page: Page): Promise<void> {
  await page.route('**/session/return', async (route) => {
    const response = await route.fetch();
    const { refresh: _, ...headers } = response.headers();
    await route.fulfill({ response, headers });
  });
  await page.goto('/session/return');
}

/** The page between ours and the partner's, which a browser leaves at once. */
const staysLeaving =
  ({ shop }: Stack) =>
  async (page: Page) => {
    await page.route(`${shop.url}/**`, (route) => route.fulfill({ status: 204 }));
    await page.getByRole('button', { name: 'Continue', exact: true }).click();
    await expect(page.getByRole('link', { name: /^Continue to/ })).toBeVisible();
  };

/** Every screen of customers who come from the partner's own app. */
export async function sessionScreens(stack: Stack): Promise<Screen[]> {
  const customer = { external_id: `screens-${crypto.randomUUID()}` };
  const [connect, portal] = await Promise.all([
    askForSession(stack, 'connect', customer),
    askForSession(stack, 'portal', customer),
  ]);
  const leaving = await opened(stack, 'portal');
  const unconfirmed = await opened(stack, 'portal');
  const pathOf = ({ url }: Asked) => url.slice(stack.appUrl.length);
  return [
    { name: 'session, to Wise', path: pathOf(connect) },
    { name: 'session, to the connections', path: pathOf(portal) },
    { name: 'session, link over', path: '/session?token=over', status: 410 },
    { name: 'session, not finished', as: await opened(stack, 'connect'), path: '/session/return' },
    { name: 'session, waiting', as: await waiting(stack), path: '/sign-in', act: staysWaiting },
    {
      name: 'session, back to the partner',
      as: leaving,
      path: pathOf(leaving.session),
      act: staysLeaving(stack),
    },
    {
      name: 'session, not confirmed',
      as: unconfirmed,
      path: `/session/open?session=${unconfirmed.session.id}`,
      status: 403,
    },
    { name: 'session, no way back', as: await withoutWayBack(stack), path: '/session/back', status: 409 },
    { name: 'dashboard, from the partner', as: await inPortal(stack), path: '/dashboard' },
    { name: 'dashboard, of one without a name', as: await inPortal(stack, {}), path: '/dashboard' },
  ];
}
