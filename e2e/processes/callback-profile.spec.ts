import type { WiseUser } from 'wise-emulator';
import { says } from '#test/browser/http-browser';
import { expect, test } from '../harness/fixtures';
import { connect, finishAttempt, upToCallback } from '../harness/flows';
import type { Customer } from '../harness/people';
import type { Stack } from '../harness/stack';
import { until } from '../harness/until';

type Tampering = { what: string; query: (user: WiseUser, stranger: WiseUser) => string };

const TAMPERINGS: Tampering[] = [
  { what: 'of another Wise user', query: (_, stranger) => `profileId=${stranger.profiles[0]?.id}` },
  { what: 'of the same user that was not granted', query: (user) => `profileId=${user.profiles[1]?.id}` },
  { what: 'that is left out', query: () => '' },
  { what: 'that is empty', query: () => 'profileId=' },
  { what: 'that is negative', query: () => 'profileId=-1' },
  { what: 'with 400 digits', query: () => `profileId=${'9'.repeat(400)}` },
  { what: 'beyond 64 bits', query: () => 'profileId=18446744073709551617' },
  { what: 'given as an array', query: (user) => `profileId[]=${user.profiles[0]?.id}` },
  {
    what: 'given twice',
    query: (user) => `profileId=${user.profiles[0]?.id}&profileId=${user.profiles[1]?.id}`,
  },
  { what: 'with a path in it', query: (user) => `profileId=${user.profiles[0]?.id}%2F..%2F..%2Fv1%2Fme` },
  { what: 'that is no number', query: () => 'profileId=NaN' },
];

/** Nothing is left of a refused grant: no connection, no grant, no sealed token waiting. */
async function expectNothingStored(stack: Stack, customer: Customer): Promise<void> {
  const connections = await stack.database.owner('SELECT id FROM connections WHERE customer_id = $1', [
    customer.id,
  ]);
  expect(connections).toEqual([]);
  await until('the sealed tokens of the refused exchange are erased', async () => {
    const rows = await stack.database.owner('SELECT id FROM vault.grants WHERE customer_id = $1', [
      customer.id,
    ]);
    return rows.length === 0;
  });
}

test.describe('threat 8: the profile in the redirect is not believed', () => {
  for (const { what, query } of TAMPERINGS) {
    test(`a profile id ${what} is refused and nothing is stored`, async ({ stack }) => {
      const customer = await stack.customer('Profile Tamperer');
      const user = stack.sandbox.newUser({ profiles: 2 });
      const stranger = stack.sandbox.newUser();
      const callback = new URL(await upToCallback(stack, customer.browser, user));
      const { code = '' } = Object.fromEntries(callback.searchParams);
      callback.searchParams.delete('profileId');
      const tampered = `${callback}${query(user, stranger) === '' ? '' : `&${query(user, stranger)}`}`;
      const { outcome } = await finishAttempt(customer.browser, tampered);
      expect(outcome).not.toBe('connected');
      expect(stack.sandbox.callsWithCode(code).length).toBeLessThanOrEqual(1);
      await expectNothingStored(stack, customer);
    });
  }

  test('a Wise user without any profile is told so, and nothing is stored', async ({ stack }) => {
    const customer = await stack.customer('No Profile');
    const nora = stack.sandbox.demoUser('Nora Noprofile');
    const { outcome } = await finishAttempt(
      customer.browser,
      await upToCallback(stack, customer.browser, nora),
    );
    expect(outcome).toBe('no_profile');
    await expectNothingStored(stack, customer);
  });

  test('ids with 19 digits arrive as they are', async ({ stack }) => {
    const customer = await stack.customer('Long Id');
    const lin = stack.sandbox.demoUser('Lin Longid');
    const id = await connect(stack, customer.browser, lin, { profileId: '9007199254740993021' });
    const row = await stack.database.one('SELECT wise_user_id, profile_id FROM connections WHERE id = $1', [
      id,
    ]);
    expect(row).toEqual({ wise_user_id: '9007199254740993017', profile_id: '9007199254740993021' });
  });

  test('a hostile name fails no completion and is shown without its control characters', async ({
    stack,
  }) => {
    const customer = await stack.customer('Hostile Name');
    const mallory = stack.sandbox.demoUser('Mallory Hostile');
    const id = await connect(stack, customer.browser, mallory);
    const page = await customer.browser.get(`${stack.appUrl}/connections/${id}`);
    expect(page.status).toBe(200);
    expect(page.text).not.toContain('<img src=x');
    expect(page.text).not.toContain('<script>alert');
    expect(page.text).not.toContain('\u202e');
  });
});

test.describe('threat 9: one live grant for a Wise profile, over all customers (promise 2)', () => {
  async function statusOf(stack: Stack, customer: Customer): Promise<unknown[]> {
    const rows = await stack.database.owner(
      'SELECT status, reason FROM connections WHERE customer_id = $1 ORDER BY created_at',
      [customer.id],
    );
    return rows.map(({ status, reason }) => (reason === null ? status : `${status} ${reason}`));
  }

  test('two customers who connect the same profile at the same time: one is active, the other is told and learns nothing', async ({
    stack,
  }) => {
    const user = stack.sandbox.newUser();
    const [one, two] = [await stack.customer('Zoe First'), await stack.customer('Yan Second')];
    const callbacks = [
      await upToCallback(stack, one.browser, user),
      await upToCallback(stack, two.browser, user),
    ] as const;
    const [first, second] = await Promise.all([
      finishAttempt(one.browser, callbacks[0]),
      finishAttempt(two.browser, callbacks[1]),
    ]);
    const states = [...(await statusOf(stack, one)), ...(await statusOf(stack, two))];
    expect(states.filter((state) => state === 'active')).toHaveLength(1);
    expect(states.every((state) => state === 'active' || state === 'needs_reconnect replaced')).toBe(true);
    expect(['connected', 'replaced']).toContain(first.outcome);
    expect(['connected', 'replaced']).toContain(second.outcome);
    for (const [reader, other] of [
      [one, two],
      [two, one],
    ] as const) {
      const dashboard = await reader.browser.get(`${stack.appUrl}/dashboard`);
      for (const secret of [other.name, other.email, other.id]) expect(dashboard.text).not.toContain(secret);
    }
    const grants = await stack.database.owner(
      'SELECT customer_id FROM vault.grants WHERE wise_user_id = $1',
      [user.id],
    );
    expect(grants).toHaveLength(1);
  });

  test('the last consent wins, and what is vended for it is the token that lives at Wise', async ({
    stack,
  }) => {
    const user = stack.sandbox.newUser();
    const [one, two] = [await stack.customer('Old Owner'), await stack.customer('New Owner')];
    const oldId = await connect(stack, one.browser, user);
    const newId = await connect(stack, two.browser, user);
    expect(await statusOf(stack, one)).toEqual(['needs_reconnect replaced']);
    expect(await statusOf(stack, two)).toEqual(['active']);
    const vended = await stack.partner.vend(newId);
    expect(vended.status, vended.text).toBe(200);
    expect(stack.sandbox.accepts(vended.token ?? '')).toBe(true);
    const refused = await stack.partner.vend(oldId);
    expect(refused.code).toBe('CONNECTION_NEEDS_RECONNECT');
    const page = await one.browser.get(`${stack.appUrl}/connections/${oldId}`);
    expect(says(page, 'Needs reconnecting')).toBe(true);
    expect(page.text).not.toContain('New Owner');
    const alarms = await stack.database.owner("SELECT id FROM alarms WHERE code = 'grant_replaced'");
    expect(alarms.length).toBeGreaterThan(0);
  });

  test('connecting the same profile again keeps the id of the connection', async ({ stack }) => {
    const user = stack.sandbox.newUser();
    const customer = await stack.customer('Twice');
    const first = await connect(stack, customer.browser, user);
    expect(await connect(stack, customer.browser, user)).toBe(first);
    expect(await statusOf(stack, customer)).toEqual(['active']);
  });
});
