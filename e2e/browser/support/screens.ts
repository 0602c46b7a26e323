import { expect, type Page } from '@playwright/test';
import { OUTCOMES } from '#web/attempts/outcomes';
import type { SignInProblem } from '#web/auth/problems';
import type { AuthProviders } from '../../harness/auth-providers';
import { connect } from '../../harness/flows';
import type { Customer } from '../../harness/people';
import type { Stack } from '../../harness/stack';
import { askTo, askToDisconnect } from './acts';
import type { Person } from './people';
import {
  openFailures,
  openFilters,
  openFolded,
  openHelp,
  openHistory,
  openPages,
  openPalette,
  openTables,
  openTime,
  openUses,
  staysLeaving,
} from './screen-acts';
import {
  addDelivery,
  addOwnAccounts,
  approvalOf,
  attemptThatIs,
  bulkActOf,
  endpointOf,
  failCalls,
  incidentOf,
  restrict,
  use,
  waitingApproval,
} from './screen-rows';
import { askForLink } from './sign-in';

const NEW_INCIDENT =
  '/staff/incidents/new?on=everything&since=2026-11-01T00%3A00&endSessions=staff&revokeKeys=no';

const KEY_INCIDENT = NEW_INCIDENT.replace('on=everything', 'on=ring_key%3Ae2e');

/** One screen of the product: who sees it, at which address, with which status. */
export type Screen = {
  name: string;
  path: string;
  as?: Person;
  /** 200 when not given. */
  status?: number;
  /** Only there where the window is as narrow as a phone's. */
  isOnPhone?: true;
  /** What is done on the page before it is looked at. */
  act?: (page: Page) => Promise<unknown>;
};

/** A customer with one connection at Wise's production. */
export async function connected(stack: Stack, name: string): Promise<{ customer: Customer; id: string }> {
  const customer = await stack.customer(name);
  const user = stack.production.newUser();
  const id = await connect(stack, customer.browser, user, { environment: 'production' });
  return { customer, id };
}

/** Every screen of a customer, filled with what can stand there. */
export async function customerScreens(stack: Stack): Promise<Screen[]> {
  const empty = await stack.customer('Eve Empty');
  const { customer: as, id } = await connected(stack, 'Carla Customer');
  const lost = stack.sandbox.newUser();
  const lostId = await connect(stack, as.browser, lost);
  const hostileId = await connect(stack, as.browser, stack.sandbox.demoUser('Mallory Hostile'));
  await stack.database.owner(
    `UPDATE connections SET status = 'needs_reconnect', reason = 'lost_at_wise' WHERE id = $1`,
    [lostId],
  );
  await restrict(stack, lostId);
  await use(stack, id);
  await use(stack, hostileId);
  const approvalId = await approvalOf(stack, id);
  const ended = await connected(stack, 'Dora Done');
  const receipt = await stack.database.owner(
    `UPDATE connections SET status = 'disconnected', reason = 'customer', disconnected_at = now(),
       end_result = 'unconfirmed', ended_at = now(), token_may_work_until = now() + interval '9 hours' WHERE id = $1
     RETURNING id`,
    [ended.id],
  );
  if (receipt.length !== 1) throw new Error('no receipt');
  const outcomes: Screen[] = [];
  for (const outcome of [...OUTCOMES, 'pending', 'held'] as const) {
    // a customer has one exchange at a time that is not resolved, and `pending` is one already
    const whose = outcome === 'held' ? await stack.customer('Helga Held') : as;
    const attempt = await attemptThatIs(stack, whose, outcome, outcome === 'connected' ? id : null);
    outcomes.push({ name: `outcome ${outcome}`, as: whose, path: `/connect/production/attempts/${attempt}` });
  }
  return [
    { name: 'dashboard, empty', as: empty, path: '/dashboard' },
    { name: 'dashboard', as, path: '/dashboard' },
    { name: 'dashboard with history', as: ended.customer, path: '/dashboard', act: openHistory },
    { name: 'earlier connections', as: ended.customer, path: '/connections/earlier' },
    { name: 'your data', as, path: '/your-data' },
    { name: 'earlier connections, none', as: empty, path: '/connections/earlier' },
    { name: 'continue to Wise', as, path: '/connect/sandbox' },
    { name: 'leaving for Wise', as: empty, path: '/dashboard', act: (page) => staysLeaving(page, stack) },
    { name: 'connection', as, path: `/connections/${id}` },
    { name: 'connection, checked', as, path: `/connections/${id}?flash=recent`, act: openUses },
    { name: 'connection, exact time', as, path: `/connections/${id}`, act: openTime },
    { name: 'connection, lost', as, path: `/connections/${lostId}` },
    { name: 'connection, hostile name', as, path: `/connections/${hostileId}` },
    { name: 'disconnect, dialog', as, path: `/connections/${id}`, act: askToDisconnect },
    { name: 'disconnect, page', as, path: `/connections/${id}?confirm=disconnect` },
    { name: 'approval, pending', as, path: `/approve/${approvalId}?said=failed` },
    { name: 'receipt', as: ended.customer, path: `/connections/${ended.id}` },
    ...outcomes,
    { name: 'attempt of nobody’s', path: '/connect/sandbox/attempts/not-yours' },
    { name: 'nothing here', as, path: '/nothing/here', status: 404 },
    { name: 'a mistake of ours', path: '/unavailable?why=mistake', status: 500 },
  ];
}

/** One screen with other words for each; these two have the most. */
const LONGEST_PROBLEMS: SignInProblem[] = ['other_account', 'link'];

/** Every screen of signing in, where customers have email links and staff a provider. */
export async function signInScreens(stack: Stack, { mailbox }: AuthProviders): Promise<Screen[]> {
  const as = await stack.customer('Sina Signed');
  const askAndOpen = async (page: Page) => {
    await page.goto(await askForLink(page, mailbox, `${'long-'.repeat(10)}name@screens.customers.example`));
  };
  return [
    { name: 'sign-in', path: '/sign-in' },
    { name: 'sign-in, wrong address', path: '/sign-in?problem=address' },
    { name: 'sign-in again', as, path: '/sign-in?again=1' },
    { name: 'check your email', path: '/sign-in/check-email' },
    { name: 'signed out', path: '/sign-in/signed-out' },
    { name: 'an emailed link', path: '/sign-in', act: askAndOpen },
    ...LONGEST_PROBLEMS.map((reason) => ({
      name: `sign-in problem ${reason}`,
      path: `/sign-in/problem?reason=${reason}`,
    })),
    { name: 'staff sign-in', path: '/staff/sign-in' },
    { name: 'staff, check your email', path: '/staff/sign-in/check-email' },
    { name: 'staff not added', path: '/staff/sign-in/problem?reason=not_added' },
    { name: 'staff signed out', path: '/staff/sign-in/signed-out' },
  ];
}

/** Every screen of staff, with an open alarm and a frozen connection. */
export async function staffScreens(stack: Stack): Promise<Screen[]> {
  const seen = await connected(stack, 'Stella Seen');
  const { id } = seen;
  await attemptThatIs(stack, seen.customer, 'configuration_wrong');
  await attemptThatIs(stack, seen.customer, 'held');
  await attemptThatIs(stack, seen.customer, 'denied');
  const frozen = await connected(stack, 'Frieda Frozen');
  const hostile = await stack.customer('‮moc.elpmaxe <b>Bold</b> Ünïcode '.padEnd(200, 'Wide '));
  const hostileId = await connect(stack, hostile.browser, stack.production.demoUser('Mallory Hostile'), {
    environment: 'production',
  });
  await stack.database.owner('UPDATE connections SET frozen_at = now() WHERE id = $1', [frozen.id]);
  await restrict(stack, frozen.id);
  await failCalls(stack, id);
  await addDelivery(stack, id);
  await addOwnAccounts(stack);
  await use(stack, id);
  await use(stack, hostileId);
  // of a kind that no vault clears by itself while the page is looked at
  await stack.database.owner(
    `INSERT INTO alarms (code, environment) VALUES ('grant_replaced', 'production') ON CONFLICT DO NOTHING`,
  );
  const alarmShows = (page: Page) => expect(page.getByRole('region', { name: /open alarm/ })).toBeVisible();
  const [operator, viewer] = [await stack.staff('operator'), await stack.staff('viewer')];
  const admin = await stack.staff('admin');
  const path = (connection: string) => `/staff/connections/${connection}`;
  const incident = `/staff/incidents/${await incidentOf(stack, { first: admin.id, second: operator.id })}`;
  const approval = `/staff/second-approvals/${await waitingApproval(stack, (await stack.staff('admin')).id)}`;
  const bulk = `/staff/connections/bulk/${await bulkActOf(stack, operator.id, [hostileId, id, frozen.id])}`;
  const endpoint = `/staff/webhooks/endpoints/${await endpointOf(stack, id)}?flash=tested`;
  return [
    { name: 'staff home', as: viewer, path: '/staff', act: openTables },
    { name: 'staff list with alarm', as: operator, path: '/staff/connections', act: alarmShows },
    {
      name: 'staff list, filters',
      as: operator,
      path: '/staff/connections?environment=sandbox&profile=personal&owner=none&sort=used_oldest',
      act: openFilters,
    },
    { name: 'staff list, nothing matches', as: operator, path: '/staff/connections?q=nobody+is+called+so' },
    { name: 'staff customers', as: viewer, path: '/staff/customers' },
    { name: 'staff customers, nothing matches', as: viewer, path: '/staff/customers?q=nobody+is+called+so' },
    { name: 'staff customer', as: operator, path: `/staff/customers/${seen.customer.id}` },
    { name: 'staff customer, export', as: admin, path: `/staff/customers/${seen.customer.id}/export` },
    {
      name: 'staff customer, erase',
      as: admin,
      path: `/staff/customers/${seen.customer.id}/erase?problem=word`,
    },
    { name: 'staff customer, hostile name, of a viewer', as: viewer, path: `/staff/customers/${hostile.id}` },
    { name: 'staff activity', as: admin, path: '/staff/activity?flash=days' },
    {
      name: 'staff activity, nothing matches',
      as: viewer,
      path: '/staff/activity?from=2020-01-01&to=2020-01-01',
    },
    { name: 'staff incidents', as: admin, path: '/staff/incidents?flash=unanswered' },
    { name: 'staff new incident', as: admin, path: '/staff/incidents/new?guided=no_drill' },
    { name: 'staff new incident, counted', as: admin, path: NEW_INCIDENT },
    { name: 'staff new incident, of a key', as: admin, path: KEY_INCIDENT },
    { name: 'staff exposure', as: viewer, path: '/staff/incidents/exposure' },
    {
      name: 'staff exposure, nothing in the sandbox',
      as: viewer,
      path: '/staff/incidents/exposure?environment=sandbox&from=2020-01-01T00:00&to=2020-01-02T00:00',
    },
    {
      name: 'staff exposure, nothing under an encryption key',
      as: viewer,
      path: '/staff/incidents/exposure?encryption-key=e2e&from=2020-01-01T00:00&to=2020-01-02T00:00',
    },
    {
      name: 'staff exposure, no such encryption key',
      as: viewer,
      path: '/staff/incidents/exposure?encryption-key=nobody',
    },
    { name: 'staff incidents of a viewer', as: viewer, path: '/staff/incidents' },
    { name: 'staff bulk actions, none', as: viewer, path: '/staff/connections/bulk?flash=none' },
    { name: 'staff incident', as: admin, path: incident },
    { name: 'staff report of an incident', as: viewer, path: `${incident}/report` },
    { name: 'staff second approval', as: admin, path: approval },
    { name: 'staff bulk action', as: operator, path: bulk },
    { name: 'staff people', as: admin, path: '/staff/people' },
    { name: 'staff people of a viewer', as: viewer, path: '/staff/people' },
    { name: 'staff person', as: admin, path: `/staff/people/${viewer.id}` },
    { name: 'staff invite', as: admin, path: '/staff/people/invite' },
    { name: 'staff review', as: admin, path: '/staff/people/review' },
    { name: 'staff account', as: viewer, path: '/staff/account' },
    { name: 'staff freeze, dialog', as: operator, path: path(id), act: askTo('Freeze') },
    { name: 'staff release, dialog', as: operator, path: path(frozen.id), act: askTo('Release') },
    { name: 'staff freeze', as: operator, path: `${path(id)}/freeze` },
    { name: 'staff release', as: operator, path: `${path(frozen.id)}/release` },
    { name: 'staff webhooks', as: viewer, path: '/staff/webhooks' },
    { name: 'staff endpoints', as: viewer, path: '/staff/webhooks/endpoints' },
    { name: 'staff endpoint', as: operator, path: endpoint },
    { name: 'staff settings', as: admin, path: '/staff/settings?flash=taken' },
    { name: 'staff credentials', as: viewer, path: '/staff/credentials' },
    { name: 'staff readiness', as: viewer, path: '/staff/credentials/readiness?flash=unanswered' },
    {
      name: 'staff own accounts',
      as: admin,
      path: '/staff/credentials/own-accounts?flash=refused',
      act: openFolded,
    },
    {
      name: 'staff webhooks, nothing matches',
      as: viewer,
      path: '/staff/webhooks?outcome=failed&type=a%23b',
    },
    { name: 'staff, command palette', as: operator, path: path(id), act: openPalette },
    { name: 'staff, keyboard shortcuts', as: viewer, path: '/staff/account', act: openHelp },
    { name: 'staff, pages on a phone', as: viewer, path: '/staff', isOnPhone: true, act: openPages },
    { name: 'staff list, exact time', as: viewer, path: '/staff/connections', act: openTime },
    { name: 'staff detail', as: operator, path: path(id), act: openFailures },
    { name: 'staff detail of a viewer', as: viewer, path: path(id), act: openUses },
    { name: 'staff detail, frozen', as: operator, path: path(frozen.id) },
    { name: 'staff detail, hostile names', as: operator, path: path(hostileId) },
    { name: 'staff disconnect, dialog', as: operator, path: path(id), act: askToDisconnect },
    { name: 'staff disconnect, page', as: operator, path: `${path(id)}/disconnect?problem=reason` },
    { name: 'staff withdrawal, dialog', as: operator, path: path(id), act: askTo('Record a withdrawal') },
    {
      name: 'staff withdrawal, page',
      as: operator,
      path: `${path(id)}/disconnect?by=customer&problem=future`,
    },
    { name: 'staff, not allowed', as: viewer, path: `${path(id)}/disconnect`, status: 403 },
    { name: 'staff, nothing here', as: viewer, path: '/staff/nothing', status: 404 },
  ];
}
