import type { Page } from '@playwright/test';
import { connect } from '../harness/flows';
import { expectStillConnected } from '../harness/invariants';
import type { Stack } from '../harness/stack';
import {
  approvalStory,
  connectStory,
  connects,
  type First,
  mailedReconnectStory,
  OWNER,
  owner,
  pageStory,
  portalStory,
  reconnectStory,
  type Story,
  signInStory,
} from './support/first-browser';
import { expect, type Open, test } from './support/fixtures';
import {
  askForSession,
  backAtShop,
  comeBack,
  confirm,
  expectNoLiveGrant,
  goToWiseFrom,
} from './support/partner-sessions';

// Promise 16: a link is forwarded, and a second browser opens it. Each line below is a link; its three titles are what that
// browser reads before the link is used, while the first browser is at Wise (or at the partner, where the link leads there),
// and after it was used. What it can press is pressed in the tests after the table.

const OVER = 'This link no longer works';
const THREE = (title: string): Titles => [title, title, title];

type Titles = [before: string, meanwhile?: string, after?: string];
type Row = { link: string; signedOut: Titles; somebodyElse: Titles; start: (first: First) => Promise<Story> };
const SIGN_IN = THREE('Sign in');
const USELESS = THREE('This link doesn’t work here');
const LINKS: Row[] = [
  {
    link: 'connect link',
    signedOut: ['Connect Wise', OVER, OVER],
    somebodyElse: ['Connect Wise', OVER, OVER],
    start: connectStory,
  },
  {
    link: 'reconnect link of the partner',
    signedOut: ['Connect Wise', OVER, OVER],
    somebodyElse: ['Connect Wise', OVER, OVER],
    start: reconnectStory,
  },
  {
    link: 'portal link',
    signedOut: ['Your Wise connections', OVER, OVER],
    somebodyElse: ['Your Wise connections', OVER, OVER],
    start: (first) => portalStory(first, false),
  },
  {
    link: 'address of a confirmed portal',
    signedOut: THREE(OVER),
    somebodyElse: THREE(OVER),
    start: (first) => portalStory(first, true),
  },
  {
    link: 'reconnect link that staff have mailed',
    signedOut: SIGN_IN,
    somebodyElse: THREE('Continue to Wise'),
    start: mailedReconnectStory,
  },
  {
    link: 'approval link',
    signedOut: SIGN_IN,
    somebodyElse: THREE('Page not found'),
    start: approvalStory,
  },
  { link: 'mailed sign-in link', signedOut: USELESS, somebodyElse: USELESS, start: signInStory },
  // these messages name a page of ours, and there is nothing in them to use up
  {
    link: 'link of a notice or a receipt',
    signedOut: ['Sign in'],
    somebodyElse: ['Your Wise connections'],
    start: pageStory('/dashboard'),
  },
  ...['/staff/sign-in', '/staff/people/review', '/staff', '/staff/incidents', '/staff/account'].map(
    (path): Row => ({
      link: `link of a message to staff, ${path}`,
      signedOut: ['Staff sign-in'],
      somebodyElse: ['Staff sign-in'],
      start: pageStory(path),
    }),
  ),
];

/** Two second browsers: nobody's, and that of a customer with a connection of their own. */
async function others(stack: Stack, open: Open): Promise<{ signedOut: Page; somebodyElse: Page }> {
  const stranger = await stack.customer('Stella Stranger');
  await connect(stack, stranger.browser, stack.sandbox.newUser());
  return { signedOut: await open(), somebodyElse: await open({ as: stranger }) };
}

async function look(page: Page, url: string, title: string, secrets: readonly string[]): Promise<void> {
  await page.goto(url);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
  const content = await page.content();
  for (const secret of secrets) expect(content).not.toContain(secret);
}

/** Nobody has got anything: no sign-in, and no connection but their own. */
async function expectNothingGained({ signedOut, somebodyElse }: Awaited<ReturnType<typeof others>>) {
  await look(signedOut, '/dashboard', 'Sign in', [OWNER.name]);
  await look(somebodyElse, '/dashboard', 'Your Wise connections', [OWNER.name]);
  await expect(somebodyElse.getByRole('banner')).toContainText('Stella Stranger');
  await expect(somebodyElse.getByRole('article')).toHaveCount(1);
}

test('promise 16: a forwarded link of any kind shows nothing to a second browser, signed in or out, before, while and after it is used', async ({
  open,
  stack,
  monitor,
  authProviders,
}) => {
  monitor.expect(/status of (403|404|410)/);
  const mailed = async (to: string, subject: RegExp) => (await authProviders.mailbox.take(to, subject)).text;
  const second = await others(stack, open);
  for (const { link, start, signedOut, somebodyElse } of LINKS) {
    await test.step(link, async () => {
      const story = await start({ stack, open, mailed });
      for (const [at, title] of signedOut.entries()) {
        if (at === 1) await story.leave();
        if (at === 2) await story.finish();
        await look(second.signedOut, story.url, title ?? '', story.secrets);
        await look(second.somebodyElse, story.url, somebodyElse[at] ?? '', story.secrets);
      }
    });
  }
  await expectNothingGained(second);
});

test('promise 16: a connect link that a second browser uses first connects neither, and leaves no live grant at Wise', async ({
  open,
  stack,
  monitor,
}) => {
  monitor.expect(/status of 410/);
  const second = await others(stack, open);
  for (const [who, page] of Object.entries(second)) {
    await test.step(who, async () => {
      const [customer, user] = [owner(), stack.sandbox.newUser()];
      const session = await askForSession(stack, 'connect', customer);
      await goToWiseFrom(page, session, stack);
      const told = await comeBack(page, user, stack);
      expect(told.get('status')).toBe('pending');
      if (who === 'somebodyElse') {
        // the partner sees who is signed in with it there
        const refused = await confirm(stack, session, told.get('completion_code'), 'stella');
        expect(refused).toMatchObject({ status: 403, body: { code: 'COMPLETION_CODE_REFUSED' } });
      } else {
        // nobody is: no code is posted, and ten minutes go by
        await stack.database.owner(
          `WITH late AS (UPDATE exchanges SET confirm_until = now() WHERE session_id = $1 RETURNING attempt_id)
           UPDATE vault.grants SET next_refresh_at = now() WHERE attempt_id IN (SELECT attempt_id FROM late)`,
          [session.id],
        );
      }
      await expectNoLiveGrant(stack, session, user);
      const first = await open();
      await look(first, session.url, OVER, [customer.name]);
      const late = await confirm(stack, session, told.get('completion_code'), customer.external_id);
      expect(late).toMatchObject({ status: 410, body: { code: 'SESSION_OVER' } });
    });
  }
  await expectNothingGained(second);
});

test('promise 16: a portal link and a reconnect link that a second browser uses first show and change nothing', async ({
  open,
  stack,
  monitor,
}) => {
  monitor.expect(/status of (403|410)/);
  const second = await others(stack, open);
  const customer = owner();
  const portal = await askForSession(stack, 'portal', customer);
  await second.somebodyElse.goto(portal.url);
  await second.somebodyElse.getByRole('button', { name: 'Continue', exact: true }).click();
  const told = await backAtShop(second.somebodyElse, stack);
  const opened = `/session/open?session=${portal.id}`;
  await look(second.somebodyElse, opened, 'Not confirmed yet', [customer.name]);
  const refused = await confirm(stack, portal, told.get('completion_code'), 'stella');
  expect(refused.body.code).toBe('COMPLETION_CODE_REFUSED');
  await look(second.somebodyElse, opened, OVER, [customer.name]);

  const [page, user, theirs] = [await open(), stack.sandbox.newUser(), stack.sandbox.newUser()];
  const made = await askForSession(stack, 'connect', customer);
  await goToWiseFrom(page, made, stack);
  const id = await connects(stack, page, made, user);
  const again = await askForSession(stack, 'connect', customer, { connection_id: id });
  await goToWiseFrom(second.signedOut, again, stack);
  const failed = await comeBack(second.signedOut, theirs, stack);
  expect(Object.fromEntries(failed)).toMatchObject({ status: 'failed', reason: 'other_profile' });
  await expectNoLiveGrant(stack, again, theirs);
  await expectStillConnected(stack, { id, user });
  await expectNothingGained(second);
});
