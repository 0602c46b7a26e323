import { type Browser, type BrowserContext, expect, type Page, test } from '@playwright/test';
import { DEMO_USERS, type WiseUser } from 'wise-emulator';
import { askToDisconnect, connectInBrowser, connectionIdOf } from '../browser/support/acts';
import { findingsOn } from '../browser/support/axe';
import { ConsoleMonitor } from '../browser/support/console-monitor';
import {
  connectsTwoProfiles,
  disconnects,
  losesItAtWise,
  openDetails,
  reconnects,
} from '../browser/support/flow-steps';
import { Partner } from '../harness/partner';
import { addAuthenticator } from '../harness/passkey';
import { until } from '../harness/until';
import { DevRun, type Victim } from './support/dev-run';
import { connectsFromShop, expectSentEvent, opensPortal, signInAtShop } from './support/partner-app';

const REASON = 'The customer asked by telephone, case 4711.';

test.describe.configure({ mode: 'serial', timeout: 480_000 });

let run: DevRun;
test.beforeAll(async () => {
  test.setTimeout(180_000);
  run = await DevRun.start();
});
test.afterAll(async () => {
  test.setTimeout(60_000);
  await run?.close();
});

function wiseUser(label: string): WiseUser {
  const user = DEMO_USERS.find((each) => each.label === label);
  if (user === undefined) throw new Error(`the emulator has no "${label}"`);
  return user;
}

const newContext = (browser: Browser): Promise<BrowserContext> => browser.newContext({ baseURL: run.appUrl });

/** One click on the sign-in page that whoever is not signed in is led to. */
async function signInAs(page: Page, name: string, home: '/dashboard' | '/staff/connections'): Promise<void> {
  await page.goto(home);
  await expect(page.getByRole('heading', { name: 'Demo people' })).toBeVisible();
  await page.getByRole('button', { name: `Sign in as ${name}` }).click();
  await page.waitForURL(run.appUrl + home);
}

/** Every address of the banner where a person sees a page. */
function pagesSaid({ output, partnerUrl }: DevRun): string[] {
  const banner = output.slice(output.indexOf('Connect Wise is running'), output.indexOf('Ctrl-C stops'));
  const addresses = banner.match(/http\S+/g) ?? [];
  expect(addresses.length).toBeGreaterThan(5);
  return addresses.filter((address) => !address.startsWith(partnerUrl));
}

/** A first "Check now", after which the second one of the README's flow used to be refused for five minutes. */
async function checks(page: Page, profileName: string): Promise<void> {
  await openDetails(page, profileName);
  const button = page.getByRole('button', { name: 'Check now' });
  await button.click();
  await expect(page.getByText('Wise confirmed this connection just now.')).toBeVisible();
  await expect(button).toBeDisabled();
  await expect(page.getByText(/^You can check again at \d\d:\d\d:\d\d\.$/)).toBeVisible();
  await expect(button, 'by itself, without a reload').toBeEnabled({ timeout: 30_000 });
  await page.goto('/dashboard');
}

/** With a code from the command line, as the banner says. */
async function enrolsPasskey(page: Page): Promise<void> {
  const printed = await run.npm('staff:passkey-code', '--', '--email', 'operator@example.com');
  await addAuthenticator(page);
  await page.goto('/staff/account');
  await page.getByLabel('Code').fill(String(/[0-9A-Z]{4}(-[0-9A-Z]{4}){3}/.exec(printed)?.[0]));
  await page.getByRole('button', { name: 'Add passkey' }).click();
  await expect(page.getByText('Passkey added', { exact: true })).toBeVisible();
  await page.goto('/staff/connections');
}

async function staffDisconnects(page: Page, profileName: string): Promise<void> {
  await page.getByLabel('Search').fill('ada lovelace');
  await page.getByRole('button', { name: 'Search', exact: true }).click();
  const row = page.getByRole('row').filter({ hasText: profileName });
  await row.getByRole('link', { name: 'Ada Lovelace' }).click();
  const trail = page.getByRole('region', { name: 'Timeline' });
  await expect(trail.getByRole('heading', { name: 'Connected', exact: true })).toBeVisible();
  const question = await askToDisconnect(page);
  await question.getByLabel('Reason').fill(REASON);
  await question.getByRole('button', { name: 'Disconnect for good' }).click();
  await expect(trail.getByRole('listitem').filter({ hasText: REASON })).toContainText('Olga Operator');
}

test('promise 10: npm run dev shows the whole flow to one-click demo people: connect, lose, reconnect, disconnect, and staff', async ({
  browser,
}) => {
  for (const address of [`${run.appUrl}/staff`, `${run.emulatorUrl}/__emulator`, 'ada@example.com']) {
    expect(run.output, 'it says where to click').toContain(address);
  }
  for (const address of pagesSaid(run)) {
    expect((await fetch(address)).status, `${address} is there`).toBe(200);
  }
  const apps = await (await fetch(run.emulatorUrl)).text();
  expect(apps, 'the receipt names the app as Wise lists it').toContain('Example Bank');
  const monitor = new ConsoleMonitor();
  const [theirs, ours] = [await newContext(browser), await newContext(browser)];
  for (const context of [theirs, ours]) {
    await monitor.over(context, (origin) => [run.appUrl, run.emulatorUrl].includes(origin));
  }
  const wise = { url: run.emulatorUrl };
  const ada = wiseUser('Ada Personal');
  const customer = await theirs.newPage();
  await customer.goto('/sign-in');
  expect(await findingsOn(customer), 'promise 9: the one screen that is in development only').toEqual([]);
  await signInAs(customer, 'Ada Lovelace', '/dashboard');
  await connectsTwoProfiles(customer, wise, ada, wiseUser('Ben Business'));
  await checks(customer, ada.label);
  const id = await losesItAtWise(customer, wise, ada);
  await reconnects(customer, wise, ada, id);
  await disconnects(customer, ada);

  const staff = await ours.newPage();
  await signInAs(staff, 'Olga Operator', '/staff/connections');
  // nobody has subscribed by hand
  await staff.goto('/staff/webhooks');
  await expect(staff.getByRole('row').filter({ hasText: 'users#state-change' }).first()).toBeVisible();
  await staff.goto('/staff/connections');
  await enrolsPasskey(staff);
  await staffDisconnects(staff, 'Byte Bakery Ltd');
  await customer.goto('/dashboard');
  await expect(customer.getByText('Past connections (2)')).toBeVisible();
  await theirs.close();
  await ours.close();
  expect(monitor.unexpected, 'complaints of the browser').toEqual([]);
});

test('a sign-in link asked for in development lies in the mailbox that the banner names, and works', async ({
  browser,
}) => {
  expect(run.output).toContain(run.mailboxUrl);
  const context = await newContext(browser);
  const page = await context.newPage();
  await page.goto('/sign-in');
  await page.getByLabel('Email address').fill('grace@example.com');
  await page.getByRole('button', { name: 'Send me a link' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Check your email');
  await page.goto(run.mailboxUrl);
  await page.getByRole('link', { name: /sign-in link/ }).click();
  await page.getByRole('link', { name: /sign-in\/link/ }).click();
  await page.getByRole('button', { name: 'Sign in as grace@example.com' }).click();
  await page.waitForURL(`${run.appUrl}/dashboard`);
  await context.close();
});

test('npm run example: a customer who is signed in at the shop connects, sees transfers, and disconnects in the portal; the shop is sent both events', async ({
  browser,
}) => {
  const shopUrl = await run.example();
  const context = await newContext(browser);
  const page = await context.newPage();
  const ada = wiseUser('Ada Personal');
  const expectNoFindings = async () => expect(await findingsOn(page), page.url()).toEqual([]);
  await page.goto(`${shopUrl}/sign-in`);
  await expectNoFindings();
  await signInAtShop(page, shopUrl);
  await connectsFromShop(page, ada);
  const cookies = (await context.cookies(run.appUrl)).map(({ name }) => name);
  expect(cookies, 'nobody has signed in at Connect Wise').not.toContain('cw-customer');
  await expectSentEvent(page, 'connection.connected');
  await page.getByRole('link', { name: 'Transfers' }).click();
  await expect(page.getByRole('row')).not.toHaveCount(1);
  await expectNoFindings();
  await page.goto(shopUrl);
  await opensPortal(page);
  await openDetails(page, ada.label);
  await disconnects(page, ada);
  await page.goto(shopUrl);
  await expectSentEvent(page, 'connection.disconnected');
  await expectNoFindings();
  await context.close();
});

test.describe('kill -9 and starting again', () => {
  let page: Page;
  let partner: Partner;
  const ids: string[] = [];

  test.beforeAll(async ({ browser }) => {
    const context = await newContext(browser);
    page = await context.newPage();
    await signInAs(page, 'Bo Business', '/dashboard');
    for (const label of ['Omar Personal', 'Lin Longid']) {
      await connectInBrowser(page, { url: run.emulatorUrl }, wiseUser(label));
      await page.goto('/dashboard');
      const name = wiseUser(label).profiles[0]?.fullName ?? '';
      await openDetails(page, name);
      ids.push(connectionIdOf(page));
    }
    // commands of the vault's settings find those of development
    expect(await run.npm('credentials', '--', 'check')).toContain('WISE_SANDBOX_CLIENT_SECRET: works');
    const key = /cwk_\S+/.exec(await run.npm('api-key', '--', 'create', '--name', 'e2e'))?.[0] ?? '';
    partner = new Partner(run.partnerUrl, key);
  });
  test.afterAll(() => page?.context().close());

  /** A page of ours answers, or the connection is refused: whatever runs or not, nobody waits without end. */
  async function expectNoHang(): Promise<void> {
    const answer = page.context().request.get('/dashboard', { maxRedirects: 0, timeout: 60_000 });
    const outcome = await answer.then(
      (response) => `answered ${response.status()}`,
      (error: Error) => error.message,
    );
    expect(outcome).not.toMatch(/timeout|timed out/i);
  }

  async function tokenOf(id: string): Promise<string> {
    const { status, text, token } = await partner.vend(id);
    if (status !== 200 || token === undefined) throw new Error(`${status} ${text}`);
    const me = await fetch(`${run.emulatorUrl}/v1/me`, { headers: { authorization: `Bearer ${token}` } });
    if (!me.ok) throw new Error(`Wise answers ${me.status} to a vended token`);
    return token;
  }

  /** Still signed in, both connections there and healthy, and each vends a token that Wise accepts. */
  async function expectNothingLost(): Promise<void> {
    await until(
      'the dashboard shows both connections',
      async () => {
        await page.goto('/dashboard', { timeout: 60_000 });
        expect(page.url()).toBe(`${run.appUrl}/dashboard`);
        return (await page.getByRole('article').getByText('Connected', { exact: true }).count()) === 2;
      },
      { withinMs: 120_000, everyMs: 250 },
    );
    for (const id of ids) {
      await until(`connection ${id} vends`, () => tokenOf(id), { withinMs: 120_000, everyMs: 250 });
    }
  }

  const VICTIMS: Victim[] = ['emulator', 'vault', 'web', 'web’s worker', 'database'];
  for (const victim of VICTIMS) {
    test(`of the ${victim}: it starts again by itself, no connection is lost and no page hangs`, async () => {
      await expectNothingLost();
      await run.kill(victim);
      await expectNoHang();
      await expectNothingLost();
    });
  }

  for (const victim of ['supervisor', 'everything'] as const) {
    test(`of ${victim}: npm run dev starts anew, no connection is lost and no page hangs`, async () => {
      await run.kill(victim);
      await expectNoHang();
      await run.up();
      await expectNothingLost();
    });
  }

  test('after all that a connection can be checked and disconnected, and Ctrl-C ends everything', async () => {
    await page.goto(`/connections/${ids[0]}`);
    await page.getByRole('button', { name: 'Check now' }).click();
    await expect(page.getByText('Wise confirmed this connection just now.')).toBeVisible();
    const question = await askToDisconnect(page);
    await question.getByRole('button', { name: 'Disconnect', exact: true }).click();
    await expect(page.getByText('Disconnected, and cancelled at Wise')).toBeVisible();
    await run.stop();
    expect(run.left, 'nothing is left running').toEqual([]);
    expect(run.output, 'everything ends by itself, though pages are open').not.toContain('cut off');
    for (const url of [run.appUrl, run.emulatorUrl, run.partnerUrl]) {
      await expect(fetch(url), `${url} is free again`).rejects.toThrow();
    }
  });
});
