import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Audience } from '#lib/contract/people';
import { type Mailbox, startMailbox } from '#test/mailbox';
import type { SignInAnswer } from './answer';
import { MAX_LOGIN_TRANSACTIONS } from './login-transaction';
import { browserNonce, mailLink, redeemLink } from './mail-link';
import { beginOidc } from './oidc';
import { finish as finishOidc } from './testing/finish';
import { OidcWorld } from './testing/oidc-world';
import { addStaff, Jar, openWorld, type World } from './testing/world';

const EARLIER = '/connections/earlier';
const ONE = '/connections/0b7c1f38-0000-4000-8000-000000000001';

let oidc: OidcWorld;

beforeAll(async () => {
  oidc = await OidcWorld.open([
    { sub: 'ada', name: 'Ada', email: 'ada@example.com', emailVerified: true },
    { sub: 'mute', name: 'Mute' },
  ]);
  await addStaff(oidc.world, 'ada@example.com');
});
afterAll(() => oidc.close());

async function finish(
  jar: Jar,
  query: URLSearchParams,
  audience: Audience = 'customer',
): Promise<SignInAnswer> {
  const answer = await finishOidc(oidc.world.ask(jar, audience), query);
  jar.keep(answer.cookies);
  return answer;
}

const orders = [
  [0, 1],
  [1, 0],
  [0, 1, 2],
  [2, 1, 0],
  [1, 2, 0],
];

describe('sign-ins begun in several tabs of one browser', () => {
  it.each(orders.map((order) => ({ order })))(
    'finish in the order $order, each at its own page',
    async ({ order }) => {
      const jar = new Jar();
      const pages = ['/dashboard', EARLIER, ONE];
      const queries: URLSearchParams[] = [];
      for (const [at] of order.entries()) {
        queries.push(await oidc.toCallback(jar, 'customer', 'ada', pages[at]));
      }
      for (const tab of order) {
        const answer = await finish(jar, queries[tab] ?? new URLSearchParams());
        expect(answer).toMatchObject({ kind: 'signed_in', path: pages[tab] });
        expect(await oidc.customerOf(jar)).toMatchObject({ email: 'ada@example.com' });
      }
      const finished = expect.stringMatching(/^cw-customer-oidc-[0-9a-f]{16}$/);
      expect(jar.names()).toEqual(['cw-customer', ...order.map(() => finished)]);
    },
  );

  it('of both audiences at once do not know each other', async () => {
    const jar = new Jar();
    const customer = await oidc.toCallback(jar, 'customer', 'ada');
    const staff = await oidc.toCallback(jar, 'staff', 'ada');
    expect(await finish(jar, customer, 'staff')).toMatchObject({ reason: 'expired' });
    expect(await finish(jar, customer)).toMatchObject({ kind: 'signed_in', path: '/dashboard' });
    expect(await finish(jar, staff, 'staff')).toMatchObject({ kind: 'signed_in', path: '/staff' });
  });

  it('are not harmed by one that is cancelled, refused, forged or from a browser that forgot it', async () => {
    const jar = new Jar();
    const live = await oidc.toCallback(jar, 'customer', 'ada');
    const cancelled = await oidc.toCallback(jar, 'customer', '');
    const refused = await oidc.toCallback(jar, 'customer', 'mute');
    expect(await finish(jar, cancelled)).toMatchObject({ reason: 'denied' });
    expect(await finish(jar, refused)).toMatchObject({ reason: 'no_email' });
    for (const stale of [cancelled, refused, new URLSearchParams({ state: 'forged', code: 'x' })]) {
      expect(await finish(jar, stale)).toEqual({ kind: 'refused', reason: 'expired', cookies: [] });
    }
    expect(await finish(jar, live)).toMatchObject({ kind: 'signed_in' });
  });

  it('are kept up to a number: the oldest goes first, so that the cookies of a request stay small', async () => {
    const jar = new Jar();
    const queries: URLSearchParams[] = [];
    for (let tab = 0; tab <= MAX_LOGIN_TRANSACTIONS; tab += 1) {
      queries.push(await oidc.toCallback(jar, 'customer', 'ada', ONE));
    }
    expect(jar.names()).toHaveLength(MAX_LOGIN_TRANSACTIONS);
    expect(jar.headers().get('cookie')?.length).toBeLessThan(2_500);
    const [oldest = new URLSearchParams(), ...others] = queries;
    expect(await finish(jar, oldest)).toMatchObject({ reason: 'expired' });
    for (const query of others) expect(await finish(jar, query)).toMatchObject({ kind: 'signed_in' });
  });
});

describe('a callback that is over', () => {
  it('leads on whoever is signed in, again and again, and changes nothing', async () => {
    const jar = new Jar();
    const query = await oidc.toCallback(jar, 'customer', 'ada', ONE);
    await finish(jar, query);
    const before = await oidc.customerOf(jar);
    for (let times = 0; times < 2; times += 1) {
      expect(await finish(jar, query)).toEqual({ kind: 'signed_in', path: ONE, cookies: [] });
    }
    expect(await oidc.customerOf(jar)).toEqual(before);
  });

  it('is refused to somebody who is signed in when it was not theirs', async () => {
    const jar = new Jar();
    await oidc.signIn(jar, 'customer', 'ada');
    const others = new Jar();
    const query = await oidc.toCallback(others, 'customer', 'ada');
    for (const browser of [jar, others, jar]) {
      const isTheirs = browser === others;
      expect((await finish(browser, query)).kind).toBe(isTheirs ? 'signed_in' : 'refused');
    }
  });

  it('is over for somebody who is not, or only as the other audience', async () => {
    const jar = new Jar();
    const query = await oidc.toCallback(jar, 'customer', 'ada');
    const staff = await oidc.toCallback(jar, 'staff', 'ada');
    await finish(jar, query);
    await finish(new Jar(), staff, 'staff');
    const other = new Jar();
    other.set('cw-staff', jar.get('cw-customer') ?? '');
    for (const browser of [new Jar(), other]) {
      expect(await finish(browser, query)).toMatchObject({ kind: 'refused', reason: 'expired' });
    }
  });

  it('with the value of one tab under the name of another signs nobody in', async () => {
    const jar = new Jar();
    await beginOidc(oidc.world.ask(jar, 'customer'), false);
    const first = await oidc.toCallback(jar, 'customer', 'ada');
    const [firstName = ''] = jar.names();
    const other = new Jar();
    const second = await oidc.toCallback(other, 'customer', 'ada');
    const [secondName = ''] = other.names();
    other.set(secondName, jar.get(firstName) ?? '');
    expect(await finish(other, second)).toMatchObject({ reason: 'expired' });
    expect(await finish(jar, first)).toMatchObject({ kind: 'signed_in' });
  });
});

describe('email links asked for in two tabs', () => {
  let mailbox: Mailbox;
  let world: World;
  beforeAll(async () => {
    mailbox = await startMailbox();
    world = await openWorld({ SMTP_URL: mailbox.url });
  });
  afterAll(async () => {
    await world.close();
    await mailbox.close();
  });

  it('lead each to the page its own tab wanted, and nowhere else', async () => {
    const jar = new Jar();
    const wanted = [EARLIER, ONE, 'https://evil.example/', undefined];
    const queries: URLSearchParams[] = [];
    for (const page of wanted) {
      const { nonce, cookie } = browserNonce(world.ask(jar, 'customer'));
      jar.keep([cookie]);
      await mailLink(world.ask(jar, 'customer'), 'two@example.com', nonce, page);
      const { text } = await mailbox.take('two@example.com');
      queries.push(new URL(/http\S+/.exec(text)?.[0] ?? '').searchParams);
    }
    expect(queries.map((query) => query.get('return'))).toEqual([EARLIER, ONE, null, null]);
    const paths: unknown[] = [];
    for (const query of queries.reverse()) {
      const answer = await redeemLink(
        world.ask(jar, 'customer'),
        query.get('half'),
        query.get('return') ?? undefined,
      );
      jar.keep(answer.cookies);
      paths.push(answer.kind === 'signed_in' ? answer.path : answer.reason);
    }
    expect(paths).toEqual(['/dashboard', '/dashboard', ONE, EARLIER]);
  });
});
