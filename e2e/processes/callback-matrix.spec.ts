import { randomBytes } from 'node:crypto';
import { expect, test } from '../harness/fixtures';
import { finishAttempt, giveAccess, outcomeOf, startAttempt, upToCallback } from '../harness/flows';
import { COOKIES, signIn } from '../harness/people';
import { expectNothingConnected, partsOf, type Ready, ready, refuse } from '../harness/refusal';
import type { Stack } from '../harness/stack';

type Variant = { what: string; change: (ready: Ready, stack: Stack) => string | Promise<string> };

const withState = (callback: URL, state: string | undefined): string => {
  const changed = new URL(callback);
  if (state === undefined) changed.searchParams.delete('state');
  else changed.searchParams.set('state', state);
  return changed.toString();
};

const VARIANTS: Variant[] = [
  { what: 'no state', change: ({ callback }) => withState(callback, undefined) },
  { what: 'an empty state', change: ({ callback }) => withState(callback, '') },
  {
    what: 'a random state',
    change: ({ callback }) => withState(callback, randomBytes(32).toString('base64url')),
  },
  { what: 'a state cut short', change: ({ callback, state }) => withState(callback, state.slice(0, -1)) },
  {
    what: 'a state with its case changed',
    change: ({ callback, state }) =>
      withState(callback, state === state.toLowerCase() ? state.toUpperCase() : state.toLowerCase()),
  },
  {
    what: 'a state with a character of another alphabet',
    change: ({ callback, state }) => withState(callback, `${state.slice(0, -1)}е\u0000`),
  },
  { what: 'the state twice', change: ({ callback, state }) => `${callback}&state=${state}` },
  {
    what: 'two different states',
    change: ({ callback }) => `${callback}&state=${randomBytes(32).toString('base64url')}`,
  },
  { what: 'the code twice', change: ({ callback, code }) => `${callback}&code=${code}` },
  { what: 'a code and an error at once', change: ({ callback }) => `${callback}&error=access_denied` },
  {
    what: 'the state of another session of the same customer',
    change: async ({ callback, customer }, stack) => {
      const elsewhere = customer.browser.copy();
      elsewhere.setCookie(stack.appUrl, COOKIES.browser, undefined);
      await signIn(stack.database, 'customer', customer.id, elsewhere, stack.appUrl);
      return withState(
        callback,
        new URL(await startAttempt(stack, elsewhere)).searchParams.get('state') ?? '',
      );
    },
  },
  {
    what: 'an expired state',
    change: async ({ callback, customer }, stack) => {
      await stack.database.owner(
        "UPDATE connect_attempts SET expires_at = now() - interval '1 second' WHERE customer_id = $1",
        [customer.id],
      );
      return callback.toString();
    },
  },
];

test.describe('threat 1: a callback without the state that this browser and this customer were given connects nobody', () => {
  for (const { what, change } of VARIANTS) {
    test(`${what} is refused before any call to Wise`, async ({ stack }) => {
      const attempt = await ready(stack);
      const callback = await change(attempt, stack);
      await refuse(stack, attempt.customer.browser, callback, attempt.code);
      await expectNothingConnected(stack, attempt.customer);
    });
  }

  test('a used state with a fresh code is refused, and the first connection stays', async ({ stack }) => {
    const attempt = await ready(stack);
    const first = await finishAttempt(attempt.customer.browser, attempt.callback.toString());
    expect(first.outcome).toBe('connected');
    const second = new URL(await upToCallback(stack, attempt.customer.browser, stack.sandbox.newUser()));
    const { code } = partsOf(second);
    await refuse(stack, attempt.customer.browser, withState(second, attempt.state), code);
    expect(stack.sandbox.callsWithCode(code)).toEqual([]);
    expect(stack.sandbox.callsWithCode(attempt.code)).toHaveLength(1);
  });

  test('the state of another customer who used the same browser is refused', async ({ stack }) => {
    const attempt = await ready(stack);
    const next = await stack.customer('Bob Next');
    const browser = attempt.customer.browser.copy();
    browser.setCookie(stack.appUrl, COOKIES.customer, next.browser.cookie(stack.appUrl, COOKIES.customer));
    const page = await refuse(stack, browser, attempt.callback.toString(), attempt.code);
    expect(page.text).not.toContain('Alice Attempt');
    await expectNothingConnected(stack, attempt.customer, next);
  });

  test('a refused attempt leaves a row in the audit trail', async ({ stack }) => {
    const attempt = await ready(stack);
    const stranger = await stack.customer('Stranger');
    await refuse(stack, stranger.browser, attempt.callback.toString(), attempt.code);
    const rows = await stack.database.owner(
      "SELECT id FROM audit_entries WHERE action = 'attempt.refused' AND actor_id = $1",
      [stranger.id],
    );
    expect(rows).toHaveLength(1);
  });
});

test.describe('threat 2: an attempt can be finished by nobody but the customer and browser that started it', () => {
  test('an authorise address forwarded to another signed-in customer connects nobody, and the attempt is invalidated', async ({
    stack,
  }) => {
    const attacker = await stack.customer('Attacker');
    const victim = await stack.customer('Victim');
    const authorise = await startAttempt(stack, attacker.browser);
    const callback = await giveAccess(stack.sandbox, authorise, stack.sandbox.newUser());
    const { code } = partsOf(new URL(callback));
    const page = await refuse(stack, victim.browser, callback, code);
    expect(page.text).not.toContain('Attacker');
    await refuse(stack, attacker.browser, callback, code);
    await expectNothingConnected(stack, attacker, victim);
  });

  test('an authorise address forwarded to a signed-out browser connects nobody, and the attempt is invalidated', async ({
    stack,
  }) => {
    const attacker = await stack.customer('Attacker');
    const authorise = await startAttempt(stack, attacker.browser);
    const callback = await giveAccess(stack.sandbox, authorise, stack.sandbox.newUser());
    const { code } = partsOf(new URL(callback));
    const signedOut = attacker.browser.copy();
    for (const name of signedOut.cookieNames(stack.appUrl))
      signedOut.setCookie(stack.appUrl, name, undefined);
    await refuse(stack, signedOut, callback, code);
    await refuse(stack, attacker.browser, callback, code);
    await expectNothingConnected(stack, attacker);
  });

  test('the address of an attempt shows another customer nothing of it', async ({ stack }) => {
    const attempt = await ready(stack);
    const { attemptUrl } = await finishAttempt(attempt.customer.browser, attempt.callback.toString());
    const stranger = await stack.customer('Stranger');
    const page = await stranger.browser.get(attemptUrl);
    expect(outcomeOf(page)).toBeUndefined();
    expect(page.text).not.toContain(attempt.user.profiles[0]?.fullName ?? '');
    expect(page.text).not.toContain('Alice Attempt');
  });

  test('a link to the start of a connection starts nothing', async ({ stack }) => {
    const customer = await stack.customer('Link Clicker');
    await customer.browser.get(`${stack.appUrl}/dashboard`);
    const answer = await customer.browser.get(`${stack.appUrl}/connect/sandbox/start`);
    expect(answer.status).toBe(303);
    expect(answer.location).toBe(`${stack.appUrl}/dashboard`);
    const rows = await stack.database.owner('SELECT id FROM connect_attempts WHERE customer_id = $1', [
      customer.id,
    ]);
    expect(rows).toEqual([]);
  });

  test('a start form sent from another site starts nothing', async ({ stack }) => {
    const customer = await stack.customer('Form Victim');
    const forged = [
      { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
      { origin: 'null', 'sec-fetch-site': 'cross-site' },
      { origin: 'http://localhost:1', 'sec-fetch-site': 'same-site' },
    ];
    for (const headers of forged) {
      const answer = await customer.browser.post(
        `${stack.appUrl}/connect/sandbox/start`,
        { csrf: 'x' },
        headers,
      );
      expect(answer.status).toBe(403);
    }
    const noToken = await customer.browser.post(`${stack.appUrl}/connect/sandbox/start`, {});
    expect(noToken.status).toBe(403);
    const rows = await stack.database.owner('SELECT id FROM connect_attempts WHERE customer_id = $1', [
      customer.id,
    ]);
    expect(rows).toEqual([]);
  });
});
