import { randomUUID } from 'node:crypto';
import { Browser } from '#test/browser/http-browser';
import { idpOf } from '../harness/auth-providers';
import { expect, test } from '../harness/fixtures';
import { upToSignInCallback } from '../harness/sign-in';

test.use({ byOidc: 'both' });

const PAGES = ['/dashboard', '/connections/earlier', '/connect/sandbox'];

for (const order of [
  [0, 1],
  [1, 0],
  [2, 0, 1],
]) {
  test(`sign-ins begun in ${order.length} tabs finish in the order ${order.join(', ')}, each at its own page, and a repeat leads on`, async ({
    stack,
    authProviders,
  }) => {
    const idp = idpOf(authProviders, stack.appUrl);
    const sub = `tabs-${randomUUID()}`;
    idp.people.set(sub, { sub, name: 'Tabea Tabs', email: `${sub}@example.com`, emailVerified: true });
    const browser = new Browser();
    const callbacks: string[] = [];
    for (const [tab] of order.entries()) {
      const from = `/sign-in?${new URLSearchParams({ return: PAGES[tab] ?? '' })}`;
      callbacks.push(
        await upToSignInCallback(browser, stack.appUrl, idp, { audience: 'customer', sub }, from),
      );
    }
    for (const times of ['first', 'again']) {
      for (const tab of order) {
        const answer = await browser.get(callbacks[tab] ?? '');
        expect([times, answer.status, answer.location]).toEqual([times, 303, stack.appUrl + PAGES[tab]]);
      }
    }
    const page = await browser.get(`${stack.appUrl}/dashboard`);
    expect(page.text).toContain(`${sub}@example.com`);
  });
}
