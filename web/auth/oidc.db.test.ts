import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findSession } from '#lib/sessions/session';
import { knownFacts } from '#web/sessions/known-facts';
import { beginOidc } from './oidc';
import { finish } from './testing/finish';
import { OidcWorld } from './testing/oidc-world';
import { addStaff, Jar } from './testing/world';

let oidc: OidcWorld;

beforeAll(async () => {
  oidc = await OidcWorld.open([
    { sub: 'ada', name: 'Ada Lovelace', email: 'Same@Example.com', emailVerified: true },
    { sub: 'ida', name: 'Ida Other', email: 'same@example.com', emailVerified: true },
    { sub: 'eve', name: 'Eve', email: 'boss@example.com', emailVerified: false },
    { sub: 'boss', name: 'Boss', email: 'boss@example.com', emailVerified: true },
    { sub: 'heir', name: 'Heir', email: 'boss@example.com', emailVerified: true },
    { sub: 'nobody', name: 'Nobody', email: 'nobody@example.com', emailVerified: true },
    { sub: 'mute', name: 'Mute' },
    { sub: 'born', name: 'B', email: 'born@example.com', emailVerified: true, birthdate: '1931-03-17' },
  ]);
});
afterAll(() => oidc.close());

describe('a customer signing in by OpenID Connect', () => {
  it('gets a session, lands on the dashboard, and no provider token is stored anywhere', async () => {
    const jar = new Jar();
    expect(await oidc.signIn(jar, 'customer', 'ada')).toMatchObject({
      kind: 'signed_in',
      path: '/dashboard',
    });
    expect(await oidc.customerOf(jar)).toMatchObject({ name: 'Ada Lovelace', email: 'same@example.com' });
    expect(jar.names()).toEqual(['cw-customer', expect.stringMatching(/^cw-customer-oidc-[0-9a-f]{16}$/)]);
    const columns = await oidc.world.rows<{ name: string }>(
      `SELECT column_name AS name FROM information_schema.columns WHERE table_name LIKE '%_accounts'`,
    );
    expect(columns.map(({ name }) => name).join()).not.toMatch(/token|secret/);
  });

  it('is the same person the next time, with the name the provider says now', async () => {
    const [one, two] = [new Jar(), new Jar()];
    await oidc.signIn(one, 'customer', 'ada');
    oidc.idp.people.set('ada', {
      sub: 'ada',
      name: 'Ada King',
      email: 'new@example.com',
      emailVerified: true,
    });
    await oidc.signIn(two, 'customer', 'ada');
    expect((await oidc.customerOf(two))?.customerId).toBe((await oidc.customerOf(one))?.customerId);
    expect(await oidc.customerOf(two)).toMatchObject({ name: 'Ada King', email: 'new@example.com' });
    oidc.idp.people.set('ada', { sub: 'ada', name: 'Ada', email: 'same@example.com', emailVerified: true });
  });

  it('is another person than somebody with the same email address', async () => {
    const [ada, ida] = [new Jar(), new Jar()];
    await oidc.signIn(ada, 'customer', 'ada');
    await oidc.signIn(ida, 'customer', 'ida');
    const [one, two] = [await oidc.customerOf(ada), await oidc.customerOf(ida)];
    expect(one?.email).toBe(two?.email);
    expect(one?.customerId).not.toBe(two?.customerId);
  });

  it('while somebody else is signed in here becomes a new session of their own: nothing is linked, the old one ends', async () => {
    const jar = new Jar();
    await oidc.signIn(jar, 'customer', 'ada');
    const [before, token] = [await oidc.customerOf(jar), jar.get('cw-customer')];
    await oidc.signIn(jar, 'customer', 'ida');
    expect((await oidc.customerOf(jar))?.customerId).not.toBe(before?.customerId);
    expect(jar.get('cw-customer')).not.toBe(token);
    expect(await findSession(oidc.world.db, 'customer', token)).toBeUndefined();
    const accounts = await oidc.world.rows<{ n: number }>(
      'SELECT count(*)::int AS n FROM customer_accounts WHERE customer_id = $1',
      [before?.customerId],
    );
    expect(accounts[0]?.n).toBe(1);
  });

  it('for the first time in two tabs at once is added once', async () => {
    oidc.idp.people.set('new', { sub: 'new', name: 'New', email: 'n@example.com' });
    const jars = [new Jar(), new Jar(), new Jar()];
    const queries = await Promise.all(jars.map((jar) => oidc.toCallback(jar, 'customer', 'new')));
    const answers = await Promise.all(
      jars.map((jar, at) => finish(oidc.world.ask(jar, 'customer'), queries[at] ?? new URLSearchParams())),
    );
    expect(answers.map(({ kind }) => kind)).toEqual(['signed_in', 'signed_in', 'signed_in']);
    const people = await oidc.world.rows(`SELECT 1 FROM customers WHERE email = 'n@example.com'`);
    expect(people).toHaveLength(1);
  });

  it('who cancels at the provider, or has no address there, is told so', async () => {
    expect(await oidc.signIn(new Jar(), 'customer', '')).toMatchObject({ kind: 'refused', reason: 'denied' });
    expect(await oidc.signIn(new Jar(), 'customer', 'mute')).toMatchObject({
      kind: 'refused',
      reason: 'no_email',
    });
  });

  it('comes back to the page they wanted when it is on the list, never to another site', async () => {
    const jar = new Jar();
    const wanted = '/connections/0b7c1f38-0000-4000-8000-000000000001';
    expect(await oidc.signIn(jar, 'customer', 'ada', wanted)).toMatchObject({ path: wanted });
    for (const evil of [
      '//evil.example',
      'https://evil.example/dashboard',
      '/staff',
      '/dashboard@evil.example',
    ]) {
      expect(await oidc.signIn(jar, 'customer', 'ada', evil)).toMatchObject({ path: '/dashboard' });
    }
  });
});

describe('what a provider says of a customer that is compared with Wise (decision 094)', () => {
  const flagging = (jar: Jar) => {
    const asking = oidc.world.ask(jar, 'customer');
    return { ...asking, env: { ...asking.env, MATCH_POLICY: 'flag' } as const };
  };
  const signIn = async (
    jar: Jar,
    person: string,
    ask: (jar: Jar) => ReturnType<typeof oidc.world.ask> = flagging,
  ) => {
    const query = await oidc.toCallback(jar, 'customer', person);
    jar.keep((await finish(ask(jar), query)).cookies);
  };
  const known = (jar: Jar) => knownFacts(jar.headers(), flagging(jar).env);

  it('waits in the browser that signed in, encrypted, for that sign-in alone, and nowhere else', async () => {
    const [born, ida] = [new Jar(), new Jar()];
    await signIn(born, 'born');
    await signIn(ida, 'ida');
    expect(await known(born)).toEqual({ date_of_birth: '1931-03-17' });
    expect(await known(ida)).toEqual({ name: 'Ida Other' });
    expect(born.headers().get('cookie')).not.toContain('1931');
    const kept = born.get('cw-customer-facts') ?? '';
    ida.set('cw-customer-facts', kept);
    expect(await known(ida)).toBeUndefined();
    const tables = await oidc.world.rows<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
    );
    for (const { name } of tables)
      expect(
        await oidc.world.rows(`SELECT FROM "${name}" AS t WHERE to_jsonb(t)::text LIKE '%1931-03-17%'`),
      ).toEqual([]);
  });

  it('is kept of nobody while nothing is compared', async () => {
    const jar = new Jar();
    await signIn(jar, 'born', (each) => oidc.world.ask(each, 'customer'));
    expect(jar.names()).not.toContain('cw-customer-facts');
  });
});

describe('the callback of a sign-in', () => {
  it('in a browser that did not begin it signs nobody in (login forgery)', async () => {
    const query = await oidc.toCallback(new Jar(), 'customer', 'ada');
    const victim = new Jar();
    expect(await finish(oidc.world.ask(victim, 'customer'), query)).toMatchObject({
      reason: 'expired',
    });
    const begun = await beginOidc(oidc.world.ask(victim, 'customer'), false);
    victim.keep(begun.kind === 'leave' ? begun.cookies : []);
    const answer = await finish(oidc.world.ask(victim, 'customer'), query);
    expect(answer).toEqual({ kind: 'refused', reason: 'expired', cookies: [] });
  });

  it('with another state, a repeated parameter or a used code signs nobody in', async () => {
    const jar = new Jar();
    const query = await oidc.toCallback(jar, 'customer', 'ada');
    const changed = new URLSearchParams(query);
    changed.set('state', 'another');
    const doubled = new URLSearchParams(query);
    doubled.append('code', 'another');
    for (const foreign of [changed, new URLSearchParams()]) {
      expect(await finish(oidc.world.ask(jar, 'customer'), foreign)).toMatchObject({
        reason: 'expired',
      });
    }
    expect(await finish(oidc.world.ask(jar, 'customer'), doubled)).toMatchObject({
      reason: 'failed',
    });
    const before = new Jar();
    before.keep(jar.names().map((name) => `${name}=${jar.get(name)}`));
    expect(await finish(oidc.world.ask(jar, 'customer'), query)).toMatchObject({
      kind: 'signed_in',
    });
    expect(await finish(oidc.world.ask(before, 'customer'), query)).toMatchObject({
      reason: 'failed',
    });
  });

  it('with a cookie that cannot be read is one that is over, and takes the cookie away', async () => {
    const jar = new Jar();
    const query = await oidc.toCallback(jar, 'customer', 'ada');
    const [name = ''] = jar.names().filter((each) => each.startsWith('cw-customer-oidc-'));
    jar.set(name, '%E0%A4%A');
    const refused = await finish(oidc.world.ask(jar, 'customer'), query);
    expect(refused).toMatchObject({ kind: 'refused', reason: 'expired' });
    jar.keep(refused.cookies);
    expect(jar.names().filter((name) => name.includes('oidc'))).toEqual([]);
  });

  it('of one audience is nothing to the other', async () => {
    const jar = new Jar();
    const query = await oidc.toCallback(jar, 'customer', 'boss');
    expect(await finish(oidc.world.ask(jar, 'staff'), query)).toMatchObject({ reason: 'expired' });
  });

  it('of an issuer that is not the configured one is refused', async () => {
    const jar = new Jar();
    const query = await oidc.toCallback(jar, 'customer', 'ada');
    const request = oidc.world.ask(jar, 'customer');
    const env = { ...request.env, CUSTOMER_OIDC_ISSUER: `${oidc.idp.issuer}/` };
    expect(await finish({ ...request, env }, query)).toMatchObject({
      kind: 'refused',
      reason: 'failed',
    });
  });
});

describe('staff signing in by OpenID Connect', () => {
  it('whom no admin added are turned away with an audit row, and nobody is added', async () => {
    expect(await oidc.signIn(new Jar(), 'staff', 'nobody')).toMatchObject({
      kind: 'refused',
      reason: 'not_added',
    });
    expect(await oidc.world.rows(`SELECT 1 FROM staff WHERE email = 'nobody@example.com'`)).toEqual([]);
    const audit = await oidc.world.rows<{ detail: object; data: object }>(
      `SELECT detail, data FROM audit_entries JOIN audit_personal ON entry_id = id
        WHERE action = 'session.refused' AND detail ->> 'audience' = 'staff'`,
    );
    expect(audit).toEqual([
      {
        detail: { audience: 'staff', reason: 'not_added', method: 'oidc', issuer: oidc.idp.issuer },
        data: { subject: 'nobody', email: 'nobody@example.com', name: 'Nobody' },
      },
    ]);
  });

  it('become the row with their address once it is verified, once: a later owner of the address does not', async () => {
    const id = await addStaff(oidc.world, 'boss@example.com', 'operator');
    expect(await oidc.signIn(new Jar(), 'staff', 'eve')).toMatchObject({ reason: 'unverified_email' });
    const boss = new Jar();
    expect(await oidc.signIn(boss, 'staff', 'boss')).toMatchObject({ kind: 'signed_in', path: '/staff' });
    expect(await oidc.staffOf(boss)).toMatchObject({ staffId: id, role: 'operator' });
    expect(await oidc.signIn(new Jar(), 'staff', 'heir')).toMatchObject({ reason: 'other_account' });
    oidc.idp.people.set('boss', {
      sub: 'boss',
      name: 'Boss',
      email: 'married@example.com',
      emailVerified: false,
    });
    const again = new Jar();
    await oidc.signIn(again, 'staff', 'boss');
    expect(await oidc.staffOf(again)).toMatchObject({ staffId: id, email: 'boss@example.com' });
  });

  it('who were disabled are turned away', async () => {
    const id = await addStaff(oidc.world, 'gone@example.com');
    oidc.idp.people.set('gone', {
      sub: 'gone',
      name: 'Gone',
      email: 'gone@example.com',
      emailVerified: true,
    });
    await oidc.signIn(new Jar(), 'staff', 'gone');
    await oidc.world.rows('UPDATE staff SET disabled_at = now() WHERE id = $1', [id]);
    expect(await oidc.signIn(new Jar(), 'staff', 'gone')).toMatchObject({
      kind: 'refused',
      reason: 'not_added',
    });
  });

  it('while a customer with the same address is signed in gives two people, no link, and both sessions', async () => {
    const jar = new Jar();
    oidc.idp.people.set('both', {
      sub: 'both',
      name: 'Both',
      email: 'both@example.com',
      emailVerified: true,
    });
    await addStaff(oidc.world, 'both@example.com', 'viewer');
    await oidc.signIn(jar, 'customer', 'both');
    const before = await oidc.customerOf(jar);
    expect(await oidc.signIn(jar, 'staff', 'both')).toMatchObject({ kind: 'signed_in', path: '/staff' });
    expect(await oidc.customerOf(jar)).toEqual(before);
    const staff = await oidc.staffOf(jar);
    expect(staff?.staffId).not.toBe(before?.customerId);
    const accounts = await oidc.world.rows(
      `SELECT provider, customer_id::text AS id FROM customer_accounts WHERE subject = 'both'
       UNION ALL SELECT provider, staff_id::text FROM staff_accounts WHERE subject = 'both'`,
    );
    expect(accounts).toEqual([
      { provider: 'customer-oidc', id: before?.customerId },
      { provider: 'staff-oidc', id: staff?.staffId },
    ]);
  });
});
