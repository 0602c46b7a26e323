import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { createTransport } from 'nodemailer';
import { Browser, formTo, linksOf } from '#test/browser/http-browser';
import { type AuthProviders, idpOf } from '../harness/auth-providers';
import type { Passage } from '../harness/balancer';
import { expect, test } from '../harness/fixtures';
import { connect, disconnect, finishAttempt, startAttempt, upToCallback } from '../harness/flows';
import { databaseTargets, logTargets, mailTargets, passageTargets } from '../harness/scan-targets';
import {
  cookieSecrets,
  type Hit,
  type SecretToFind,
  scan,
  secretsOf,
  secretToFind,
} from '../harness/secrets-to-find';
import { upToMailedLink, upToSignInCallback } from '../harness/sign-in';
import type { Stack } from '../harness/stack';
import { until } from '../harness/until';

/** Who has signed in, by which secrets: `kept` may show nowhere, `passing` in the one page or address they pass through. */
type SignedIn = { browser: Browser; kept: SecretToFind[]; passing: SecretToFind[] };

async function byMail({ appUrl }: Stack, { mailbox }: AuthProviders): Promise<SignedIn> {
  const browser = new Browser();
  const { link, button } = await upToMailedLink(browser, appUrl, mailbox, 'full-run@customers.example');
  const kept = cookieSecrets(browser, appUrl);
  const half = new URL(link).searchParams.get('half') ?? '';
  expect((await browser.post(button.action, button.fields)).location).toBe(`${appUrl}/dashboard`);
  kept.push(...cookieSecrets(browser, appUrl));
  return { browser, kept, passing: [secretToFind('an emailed link', half)] };
}

async function byOidc(stack: Stack, authProviders: AuthProviders): Promise<SignedIn> {
  const { appUrl, database } = stack;
  const idp = idpOf(authProviders, appUrl);
  const [sub, email] = ['full-run', 'full-run@staff.example'];
  idp.people.set(sub, { sub, name: 'Full Run', email, emailVerified: true });
  await database.owner(`INSERT INTO staff (email, role) VALUES ($1, 'operator')`, [email]);
  const browser = new Browser();
  // openid-client's own words for this name the state that it expected and the one that came
  const strayed = new URL(await upToSignInCallback(browser, appUrl, idp, { audience: 'staff', sub }));
  const states = [strayed.searchParams.get('state') ?? '', randomUUID()] as const;
  strayed.searchParams.set('state', states[1]);
  expect((await browser.get(strayed.toString())).location).toContain('/staff/sign-in/problem');
  const callback = await upToSignInCallback(browser, appUrl, idp, { audience: 'staff', sub });
  const kept = cookieSecrets(browser, appUrl);
  expect((await browser.get(callback)).location).toBe(`${appUrl}/staff`);
  kept.push(...cookieSecrets(browser, appUrl));
  const sent = [...new URL(callback).searchParams].filter(([name]) => name === 'code' || name === 'state');
  const passing = [...sent, ...states.map((state) => ['mistaken state', state] as const)];
  return {
    browser,
    kept,
    passing: passing.map(([name, value]) => secretToFind(`a ${name} of signing in`, value)),
  };
}

type Run = { people: readonly Browser[]; connectionId: string; attemptUrl: string };

/** Everything a product does with secrets, once: connect, vend, refresh, refusals and errors of every kind, disconnect. */
async function fullRun(stack: Stack, browser: Browser): Promise<Omit<Run, 'people'>> {
  const { sandbox } = stack;
  const user = sandbox.newUser({ profiles: 2 });
  const attempt = await finishAttempt(browser, await upToCallback(stack, browser, user));
  const connectionId = await connect(stack, browser, user, { profileId: user.profiles[1]?.id ?? '' });
  await connect(stack, browser, stack.production.newUser(), { environment: 'production' });
  await stack.partner.vend(connectionId);

  sandbox.set({ tokenInErrorDescription: true });
  await deny(stack, browser);
  await refusedProfile(stack, browser);
  await usedCode(stack, browser);
  await failingCalls(stack, browser);
  await appRemoved(stack, browser);
  sandbox.reset();

  const leaving = await connect(stack, browser, sandbox.newUser());
  await disconnect(stack, browser, leaving);
  await until('the disconnect has ended', async () => {
    const row = await stack.database.one('SELECT end_result FROM connections WHERE id = $1', [leaving]);
    return row.end_result !== 'pending';
  });
  return { connectionId, attemptUrl: attempt.attemptUrl };
}

async function deny(stack: Stack, browser: Browser): Promise<void> {
  const authorise = await startAttempt(stack, browser);
  const denied = await stack.sandbox.decide(authorise, stack.sandbox.newUser(), { decision: 'deny' });
  const back = linksOf({ ...denied, headers: {}, url: stack.sandbox.url }).find((link) =>
    link.includes('error='),
  );
  const { outcome } = await finishAttempt(browser, back ?? '');
  expect(outcome).toBe('denied');
}

async function refusedProfile(stack: Stack, browser: Browser): Promise<void> {
  const callback = new URL(await upToCallback(stack, browser, stack.sandbox.newUser()));
  callback.searchParams.set('profileId', '1');
  expect((await finishAttempt(browser, callback.toString())).outcome).toBe('profile_mismatch');
}

async function usedCode(stack: Stack, browser: Browser): Promise<void> {
  stack.sandbox.set({ codeSeconds: 0 });
  const callback = await upToCallback(stack, browser, stack.sandbox.newUser());
  stack.sandbox.set({ codeSeconds: 1_800 });
  expect((await finishAttempt(browser, callback)).outcome).toBe('expired');
}

async function failingCalls(stack: Stack, browser: Browser): Promise<void> {
  const { sandbox } = stack;
  for (const status of [200, 400, 401, 500]) {
    const callback = await upToCallback(stack, browser, sandbox.newUser());
    const code = new URL(callback).searchParams.get('code');
    // an upstream that repeats what it was sent, in every place it can
    const body = JSON.stringify({
      error: code,
      error_description: code,
      token_type: code,
      access_token: code,
    });
    sandbox.plant({
      endpoint: 'token:authorization_code',
      kind: 'answer',
      status,
      body,
      headers: { 'x-code': code ?? '' },
    });
    await finishAttempt(browser, callback, 60_000);
  }
  const callback = await upToCallback(stack, browser, sandbox.newUser());
  const code = new URL(callback).searchParams.get('code');
  sandbox.plant({
    endpoint: 'me',
    kind: 'answer',
    status: 401,
    body: JSON.stringify({ error_description: code }),
    count: 2,
  });
  await browser.get(callback);
  await browser.get(`${callback}&code=${code}`);
}

async function appRemoved(stack: Stack, browser: Browser): Promise<void> {
  const user = stack.sandbox.newUser();
  const id = await connect(stack, browser, user);
  stack.sandbox.removeApp(user);
  const page = await browser.get(`${stack.appUrl}/connections/${id}`);
  const check = formTo(page, `/connections/${id}/check`);
  await browser.post(check.action, check.fields);
}

/** Every screen as every role, as HTML and as the payload that Next sends for a click inside the app. */
async function crawl(stack: Stack, run: Run): Promise<void> {
  const staff = [];
  for (const role of ['viewer', 'support', 'operator', 'admin'] as const) staff.push(await stack.staff(role));
  const stranger = await stack.customer('Stranger');
  const browsers = [...run.people, stranger.browser, ...staff.map(({ browser }) => browser)];
  const { pathname } = new URL(run.attemptUrl);
  const paths = [
    '/',
    '/dashboard',
    '/sign-in',
    '/staff',
    '/staff/connections',
    '/staff/credentials',
    '/staff/credentials/readiness',
    '/staff/settings',
    '/staff/sign-in',
    pathname,
    '/no-such-page',
    '/api/health',
  ];
  for (const id of [run.connectionId])
    paths.push(`/connections/${id}`, `/staff/connections/${id}`, `/staff/connections/${id}/disconnect`);
  for (const browser of browsers) {
    for (const path of paths) {
      await browser.get(stack.appUrl + path);
      await browser.get(stack.appUrl + path, { rsc: '1' });
    }
  }
}

// The pages that must carry a state lead to Wise or to the provider; the addresses that carry a code come from there.
// An emailed link opens the page whose button sends it.
const isPassing = ({ method, path }: Passage) =>
  (method === 'POST' && /\/(start|oidc)$/.test(path)) || path.startsWith('/sign-in/link?');
const withoutCode = (passage: Passage): Passage =>
  /\/callback(\/staff-oidc)?\?/.test(passage.path) ? { ...passage, path: '/callback' } : passage;

test('promise 4: no token, code, state, session or secret in any log, column, page, payload, address or message after a full run', async ({
  stack,
  authProviders,
}) => {
  test.setTimeout(600_000);
  const passages: Passage[] = [];
  stack.balancers.web.watch((passage) => passages.push(passage));
  const [customer, operator] = [await byMail(stack, authProviders), await byOidc(stack, authProviders)];
  const run = await fullRun(stack, customer.browser);
  await crawl(stack, { ...run, people: [customer.browser, operator.browser] });
  stack.balancers.web.watch(undefined);

  const { tokens, states, secrets } = secretsOf(stack);
  const cookies = [...customer.kept, ...operator.kept, ...cookieSecrets(customer.browser, stack.appUrl)];
  const links = [...customer.passing, ...operator.passing];
  expect(tokens.length).toBeGreaterThan(20);
  expect(states.length).toBeGreaterThan(8);
  const names = ['cw-customer', 'cw-staff', 'cw-browser', 'cw-customer-mail-half'];
  expect(cookies.map(({ what }) => what)).toEqual(
    expect.arrayContaining([
      ...names.map((name) => `the cookie ${name}`),
      expect.stringMatching(/^the cookie cw-staff-oidc-[0-9a-f]{16}$/),
    ]),
  );
  expect(links.map(({ what }) => what)).toContain('an emailed link');
  const kept = [...tokens, ...secrets, ...cookies];
  const all = [...kept, ...states, ...links];
  const answers = passages.map(withoutCode);
  const found: Hit[] = [
    ...scan(all, await logTargets(stack)),
    ...scan(all, await databaseTargets(stack)),
    ...scan(all, passageTargets(answers.filter((passage) => !isPassing(passage)))),
    ...scan(kept, passageTargets(answers.filter(isPassing))),
    ...scan([...kept, ...states], mailTargets(authProviders.mailbox)),
  ];
  expect(found).toEqual([]);
});

test.describe('the scan itself can fail', () => {
  test('without secrets or targets it throws', () => {
    expect(() => secretToFind('x', 'too short')).toThrow('x is too short');
    expect(() => scan([], [{ where: 'x', content: 'x' }])).toThrow('no secrets');
    expect(() => scan([secretToFind('x', 'a secret of length')], [])).toThrow('no target');
  });

  test('it finds a secret planted in each store, in each form', async ({ stack, authProviders }) => {
    const secret = 'planted-3b1f9c-secret';
    const planted = secretToFind('planted', secret);
    const seen = (hits: Hit[]) => [...new Set(hits.map(({ where }) => where))];

    const [web] = stack.webs;
    const [vault] = stack.vaults;
    for (const process of [web, vault?.process]) {
      if (process === undefined) throw new Error('no process');
      appendFileSync(process.logFile, `${Buffer.from(`x:${secret}`).toString('base64')}\n`);
      await until(
        'the line arrives',
        () => scan([planted], [{ where: '', content: process.output }]).length > 0,
      );
    }
    await stack.database.owner(`SELECT '${secret}' FROM no_such_table`).catch(() => undefined);
    expect(seen(scan([planted], await logTargets(stack)))).toEqual([
      'log of web-1',
      'log of vault-1',
      'log of PostgreSQL',
    ]);

    const { id, browser } = await stack.customer(`Planted ${secret}`);
    await stack.database.owner(
      `INSERT INTO connect_attempts (customer_id, environment, client_id, redirect_uri, state_hash, browser_hash, expires_at)
       VALUES ($1, 'sandbox', $2, 'x', $3, $3, now())`,
      [id, Buffer.from(secret).toString('hex'), Buffer.from(secret.padEnd(32))],
    );
    expect(seen(scan([planted], await databaseTargets(stack))).sort()).toEqual([
      'public.connect_attempts.browser_hash',
      'public.connect_attempts.client_id',
      'public.connect_attempts.state_hash',
      'public.customers.name',
      'public.customers.search_text',
    ]);

    const passages: Passage[] = [];
    stack.balancers.web.watch((passage) => passages.push(passage));
    await browser.get(`${stack.appUrl}/dashboard?x=${encodeURIComponent(secret)}`);
    await browser.get(`${stack.appUrl}/dashboard`, { rsc: '1' });
    // signing in leads back to it
    const wanted = randomUUID();
    await browser.get(`${stack.appUrl}/staff/connections/${wanted}`);
    stack.balancers.web.watch(undefined);
    const targets = seen(scan([planted], passageTargets(passages)));
    expect(targets).toContain('address of GET /dashboard');
    expect(targets).toContain('body of GET /dashboard');
    expect(targets).toContain('payload of GET /dashboard');
    expect(seen(scan([secretToFind('planted', wanted)], passageTargets(passages)))).toContain(
      `Location of GET /staff/connections/${wanted}`,
    );

    const mail = { from: 'us@example.com', to: 'ada@example.com', subject: 'Planted', text: `see ${secret}` };
    await createTransport(authProviders.mailbox.url).sendMail(mail);
    expect(seen(scan([planted], mailTargets(authProviders.mailbox)))).toEqual(['mail "Planted"']);
    await stack.database.owner('DELETE FROM connect_attempts WHERE customer_id = $1', [id]);
    await stack.database.owner('DELETE FROM customers WHERE id = $1', [id]);
  });
});
