import type { Page } from '@playwright/test';
import { connect } from '../harness/flows';
import { expect, test } from './support/fixtures';

const HELP = 'https://help.bank.example/';

/** Name or logo at the top, one column, the font of every page, and who is behind it at the end. */
async function expectFrame(page: Page, audience: 'customer' | 'staff' = 'customer'): Promise<void> {
  const home = page.getByRole('banner').getByRole('link', { name: /Example Bank/ });
  await expect(home).toHaveAttribute('href', audience === 'staff' ? '/staff' : /^\/(dashboard)?$/);
  const footer = page.getByRole('contentinfo');
  await expect(footer).toContainText('Provided by Example Bank. Not operated by Wise.');
  const help = footer.getByRole('link', { name: 'Get help' });
  if (audience === 'staff') await expect(help).toHaveCount(0);
  else await expect(help).toHaveAttribute('href', HELP);
  const lefts = await page.evaluate(() =>
    ['header a', 'main h1', 'footer p'].map((selector) =>
      Math.round(document.querySelector(selector)?.getBoundingClientRect().left ?? -1),
    ),
  );
  expect(new Set(lefts).size, `one column: ${lefts}`).toBe(1);
  const loaded = () =>
    page.evaluate(() =>
      [...document.fonts]
        .filter(({ status }) => status === 'loaded')
        .map(({ family }) => family)
        .join(),
    );
  await expect.poll(loaded).toMatch(/latin|Inter/i);
}

const SIZES = {
  desktop: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
};

for (const [size, device] of Object.entries(SIZES)) {
  for (const javaScriptEnabled of [true, false]) {
    test(`error pages and sign-in wear the frame of every page (${size}, JavaScript ${javaScriptEnabled ? 'on' : 'off'})`, async ({
      open,
      monitor,
    }) => {
      const page = await open({ ...device, javaScriptEnabled });
      const pages = [
        ['/unavailable?return=/dashboard', 503],
        ['/unavailable?why=mistake&digest=1234567', 500],
        ['/nothing/here', 404],
        ['/sign-in', 200],
        ['/sign-in/problem?reason=expired', 200],
        ['/sign-in/check-email', 200],
        ['/sign-in/signed-out', 200],
        ['/staff/forbidden', 403],
        ['/staff/nothing', 404],
        ['/unavailable?return=/staff', 503],
        ['/staff/sign-in', 200],
        ['/staff/sign-in/problem?reason=not_added', 200],
      ] as const;
      for (const [path, status] of pages) {
        monitor.expect(new RegExp(`status of ${status}`));
        expect((await page.goto(path))?.status(), path).toBe(status);
        await expectFrame(page, path.includes('/staff') ? 'staff' : 'customer');
      }
    });
  }
}

test('a page that fails in the browser leads to the error page, and from there back', async ({
  open,
  stack,
  monitor,
}) => {
  monitor.expect(/no dates here|status of 500/);
  const customer = await stack.customer('Erik Error');
  await connect(stack, customer.browser, stack.sandbox.newUser());
  const page = await open({ as: customer });
  // what an extension or an odd browser may do to a page: every time on it fails to be written
  await page.addInitScript(() => {
    Object.defineProperty(Intl.DateTimeFormat.prototype, 'format', {
      get: () => {
        throw new Error('no dates here');
      },
    });
  });
  await page.goto('/dashboard');
  await expect(page).toHaveURL(/\/unavailable\?why=mistake&return=%2Fdashboard/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Something went wrong on our side');
  await expectFrame(page);
  await expect(page.getByRole('link', { name: 'Try again' })).toHaveAttribute('href', '/dashboard');
});

for (const [audience, home] of [
  ['customer', '/dashboard'],
  ['staff', '/staff/connections'],
] as const) {
  test(`a session of ${audience} that ended says why on the sign-in page`, async ({ open, stack }) => {
    const person = audience === 'staff' ? await stack.staff('viewer') : await stack.customer('Iris Idle');
    const page = await open({ as: person });
    const end = async (change: string, says: RegExp) => {
      await stack.database.owner(`UPDATE ${audience}_sessions SET ${change} WHERE ${audience}_id = $1`, [
        person.id,
      ]);
      await page.goto(home);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(/[Ss]ign.in/);
      await expect(page.getByRole('status')).toContainText(says);
    };
    await page.goto(home);
    await expect(page).toHaveURL(home);
    await end(`last_seen_at = now() - interval '31 minutes'`, /after 30 minutes without activity/);
    await end(`last_seen_at = now(), expires = now()`, /at most 8 hours/);
  });
}
