import { randomUUID } from 'node:crypto';
import { Browser, formTo } from '#test/browser/http-browser';
import type { IdpPerson } from '#test/identity-provider';
import { type AuthProviders, idpOf } from '../harness/auth-providers';
import { expect, test } from '../harness/fixtures';
import { COOKIES } from '../harness/people';
import { signInByOidc, upToSignInCallback } from '../harness/sign-in';
import type { Stack } from '../harness/stack';

// one provider for both audiences: the same issuer, subject and address is as near as two people can come
test.use({ byOidc: 'both' });

type Audience = 'customer' | 'staff';
type World = { stack: Stack; authProviders: AuthProviders };

const HOME = { customer: '/dashboard', staff: '/staff' } as const;
// it names nobody but who is signed in: the list of connections offers every colleague as an owner
const PAGE = { customer: '/dashboard', staff: '/staff/webhooks' } as const;
const OTHER = { customer: 'staff', staff: 'customer' } as const;

/** Somebody at the provider whom an admin has also added to staff. */
async function dualPerson({
  stack,
  authProviders,
}: World): Promise<IdpPerson & { sub: string; email: string }> {
  const sub = `dual-${randomUUID()}`;
  const person = { sub, name: 'Dora Dual', email: `${sub}@example.com`, emailVerified: true };
  idpOf(authProviders, stack.appUrl).people.set(sub, person);
  await stack.database.owner(`INSERT INTO staff (email, role) VALUES ($1, 'admin')`, [person.email]);
  return person;
}

const signIn = ({ stack, authProviders }: World, browser: Browser, audience: Audience, sub: string) =>
  signInByOidc(browser, stack.appUrl, idpOf(authProviders, stack.appUrl), { audience, sub });

const tokenOf = ({ stack }: World, browser: Browser, audience: Audience) =>
  browser.cookie(stack.appUrl, COOKIES[audience]);

/** True when the audience's own page is shown to this browser, by this person's address. */
async function sees({ stack }: World, browser: Browser, audience: Audience, email: string): Promise<boolean> {
  const answer = await browser.get(stack.appUrl + PAGE[audience]);
  return answer.status === 200 && answer.text.includes(email);
}

/** Rows of this subject and address in the audiences' tables. */
async function peopleOf({ stack }: World, { sub, email }: { sub: string; email: string }) {
  return stack.database.one(
    `SELECT (SELECT count(*)::int FROM customers WHERE email = $1) AS customers,
            (SELECT count(*)::int FROM customer_accounts WHERE subject = $2) AS customer_accounts,
            (SELECT count(*)::int FROM staff WHERE email = $1) AS staff,
            (SELECT count(*)::int FROM staff_accounts WHERE subject = $2) AS staff_accounts`,
    [email, sub],
  );
}

for (const first of ['customer', 'staff'] as const) {
  const second = OTHER[first];
  test(`design 4.8: signing in as ${second} while a ${first} with the same address is signed in makes two people, no link, and a session of its own`, async ({
    stack,
    authProviders,
  }) => {
    const world = { stack, authProviders };
    const person = await dualPerson(world);
    const browser = new Browser();
    expect((await signIn(world, browser, first, person.sub)).location).toBe(stack.appUrl + HOME[first]);
    const before = tokenOf(world, browser, first);
    expect(before).toMatch(/^[\w-]{43}$/);
    expect((await browser.get(stack.appUrl + HOME[second])).status, 'not yet anybody here').toBe(307);

    expect((await signIn(world, browser, second, person.sub)).location).toBe(stack.appUrl + HOME[second]);
    expect(tokenOf(world, browser, second)).toMatch(/^[\w-]{43}$/);
    expect(tokenOf(world, browser, second), 'a session id of its own').not.toBe(before);
    expect(tokenOf(world, browser, first), 'the other session goes on as it was').toBe(before);
    for (const audience of [first, second]) {
      expect(await sees(world, browser, audience, person.email), audience).toBe(true);
    }
    expect(await peopleOf(world, person)).toEqual({
      customers: 1,
      customer_accounts: 1,
      staff: 1,
      staff_accounts: 1,
    });
    const started = await stack.database.owner(
      `SELECT actor_kind::text AS kind, actor_id FROM audit_entries
        WHERE action = 'session.started' AND actor_id IN
          (SELECT id::text FROM customers WHERE email = $1 UNION SELECT id::text FROM staff WHERE email = $1)`,
      [person.email],
    );
    expect(started.map(({ kind }) => kind).sort()).toEqual(['customer', 'staff']);
    expect(new Set(started.map(({ actor_id }) => actor_id)).size, 'two people').toBe(2);
  });

  test(`a ${first}’s session is good for nothing of a ${second}, whatever it is called`, async ({
    stack,
    authProviders,
  }) => {
    const world = { stack, authProviders };
    const person = await dualPerson(world);
    const browser = new Browser();
    await signIn(world, browser, first, person.sub);
    await signIn(world, new Browser(), second, person.sub);
    const token = tokenOf(world, browser, first);
    for (const keepsOwn of [true, false]) {
      const thief = new Browser();
      thief.setCookie(stack.appUrl, COOKIES[second], token);
      if (keepsOwn) thief.setCookie(stack.appUrl, COOKIES[first], token);
      const answer = await thief.get(stack.appUrl + HOME[second]);
      expect(answer.status).toBe(307);
      expect(answer.text).not.toContain(person.email);
      expect(await sees(world, thief, first, person.email)).toBe(keepsOwn);
    }
  });

  test(`signing out as ${first} leaves the ${second} signed in, and ends the session on the server`, async ({
    stack,
    authProviders,
  }) => {
    const world = { stack, authProviders };
    const person = await dualPerson(world);
    const browser = new Browser();
    for (const audience of [first, second]) await signIn(world, browser, audience, person.sub);
    const kept = browser.copy();
    const home = await browser.get(stack.appUrl + PAGE[first]);
    const { action, fields } = formTo(home, '/sign-out');
    expect((await browser.post(action, fields)).status).toBe(303);
    expect(await sees(world, browser, second, person.email)).toBe(true);
    expect(await sees(world, browser, first, person.email)).toBe(false);
    expect(await sees(world, kept, first, person.email), 'a copied cookie is dead too').toBe(false);
    expect(await sees(world, kept, second, person.email)).toBe(true);
  });

  test(`threat 56: a session id that was planted in the browser of a ${first} is worth nothing after the sign-in`, async ({
    stack,
    authProviders,
  }) => {
    const world = { stack, authProviders };
    const [attacker, victim] = [await dualPerson(world), await dualPerson(world)];
    const attackers = new Browser();
    await signIn(world, attackers, first, attacker.sub);
    const planted = [tokenOf(world, attackers, first), 'x'.repeat(43)];
    for (const token of planted) {
      const browser = new Browser();
      browser.setCookie(stack.appUrl, COOKIES[first], token);
      await browser.get(`${stack.appUrl}${HOME[first]}`);
      // an attacker's session is no bar: the victim signs in as themselves
      if (token === planted[0]) expect(await sees(world, browser, first, attacker.email)).toBe(true);
      const page = first === 'customer' ? '/sign-in' : '/staff/sign-in';
      const begun = await upToSignInCallback(
        browser,
        stack.appUrl,
        idpOf(authProviders, stack.appUrl),
        { audience: first, sub: victim.sub },
        `${page}?again=1`,
      );
      await browser.get(begun);
      expect(tokenOf(world, browser, first)).not.toBe(token);
      expect(await sees(world, browser, first, victim.email)).toBe(true);
      const thief = new Browser();
      thief.setCookie(stack.appUrl, COOKIES[first], token);
      expect(await sees(world, thief, first, victim.email)).toBe(false);
    }
    expect(await sees(world, attackers, first, attacker.email), 'the replaced session has ended').toBe(false);
  });
}

test('two subjects with one address are two customers: nobody is found by an email address', async ({
  stack,
  authProviders,
}) => {
  const world = { stack, authProviders };
  const person = await dualPerson(world);
  const twin = `twin-${randomUUID()}`;
  idpOf(authProviders, stack.appUrl).people.set(twin, { ...person, sub: twin });
  for (const sub of [person.sub, twin]) await signIn(world, new Browser(), 'customer', sub);
  const rows = await stack.database.owner(
    'SELECT customer_id FROM customer_accounts WHERE subject = ANY ($1::text[])',
    [[person.sub, twin]],
  );
  expect(new Set(rows.map(({ customer_id }) => customer_id)).size).toBe(2);
  // the member of staff is who signed in first; whoever gets that address later is refused
  await signIn(world, new Browser(), 'staff', person.sub);
  const refused = await signIn(world, new Browser(), 'staff', twin);
  expect(refused.location).toBe(`${stack.appUrl}/staff/sign-in/problem?reason=other_account`);
});

test.describe('login forgery: a sign-in ends only where it began', () => {
  test('a callback forwarded to another browser, or to the other audience, signs nobody in', async ({
    stack,
    authProviders,
  }) => {
    const world = { stack, authProviders };
    const person = await dualPerson(world);
    for (const audience of ['customer', 'staff'] as const) {
      const starter = new Browser();
      const idp = idpOf(authProviders, stack.appUrl);
      const callback = await upToSignInCallback(starter, stack.appUrl, idp, { audience, sub: person.sub });
      const signedIn = new Browser();
      await signIn(world, signedIn, audience, (await dualPerson(world)).sub);
      const before = tokenOf(world, signedIn, audience);
      for (const victim of [new Browser(), signedIn]) {
        const answer = await victim.get(callback);
        expect(new URL(answer.location ?? '').pathname).toMatch(/\/problem$/);
        expect(await sees(world, victim, audience, person.email)).toBe(false);
      }
      expect(tokenOf(world, signedIn, audience), 'their own session goes on').toBe(before);
      const crossed = callback.replace(`/${audience}-oidc`, `/${OTHER[audience]}-oidc`);
      expect(new URL((await starter.get(crossed)).location ?? '').pathname).toMatch(/\/problem$/);
      expect(await sees(world, starter, OTHER[audience], person.email)).toBe(false);
    }
  });

  test('HEAD and prefetches of the callback use nothing up; the visit after them signs in', async ({
    stack,
    authProviders,
  }) => {
    const world = { stack, authProviders };
    const person = await dualPerson(world);
    const browser = new Browser();
    const idp = idpOf(authProviders, stack.appUrl);
    const callback = await upToSignInCallback(browser, stack.appUrl, idp, {
      audience: 'customer',
      sub: person.sub,
    });
    expect((await browser.send('HEAD', callback)).status).toBe(204);
    for (const headers of [{ 'sec-purpose': 'prefetch' }, { purpose: 'prefetch' }]) {
      expect((await browser.get(callback, headers)).status).toBe(204);
    }
    expect((await browser.get(callback)).location).toBe(`${stack.appUrl}/dashboard`);
    const repeat = await browser.copy().get(callback);
    expect(repeat.location, 'who is signed in by it is led on').toBe(`${stack.appUrl}/dashboard`);
    expect(repeat.headers['set-cookie'], 'and by nothing new').toBeUndefined();
    const signedOut = browser.copy();
    signedOut.setCookie(stack.appUrl, COOKIES.customer, undefined);
    const again = await signedOut.get(callback);
    expect(new URL(again.location ?? '').pathname, 'a code is used once').toMatch(/\/problem$/);
    expect(signedOut.cookie(stack.appUrl, COOKIES.customer)).toBeUndefined();
  });
});
