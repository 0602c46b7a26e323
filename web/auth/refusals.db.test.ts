import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Audience } from '#lib/contract/people';
import { createLogger } from '#lib/log/logger';
import { redeemLink } from './mail-link';
import { beginOidc } from './oidc';
import { checkProviders } from './provider-document';
import { finish } from './testing/finish';
import { OidcWorld } from './testing/oidc-world';
import { addStaff, Jar } from './testing/world';

type Line = { level: string; msg: string } & Record<string, unknown>;

const written = vi.hoisted(() => ({ lines: [] as string[] }));
const log = createLogger('web', 'debug', { write: (line) => void written.lines.push(line) });
vi.mock('#web/http/log', () => ({ webLog: () => log }));

const lines = (): Line[] => written.lines.map((line) => JSON.parse(line) as Line);

let oidc: OidcWorld;

beforeAll(async () => {
  oidc = await OidcWorld.open([
    { sub: 'person-ada', name: 'Ada Lovelace', email: 'ada@example.com', emailVerified: true },
    { sub: 'person-eve', name: 'Eve Evil', email: 'eve@example.com', emailVerified: false },
    { sub: 'person-mute', name: 'Mute Person' },
  ]);
});
afterAll(() => oidc.close());
beforeEach(() => {
  written.lines.length = 0;
});

const PERSONAL = /person-|example\.com|Lovelace|Evil|Mute/;

/** One warning, with the reason that the page is given and a cause, and nobody's name, address or subject. */
function expectOneLine(facts: Record<string, unknown>): void {
  expect(lines().filter(({ level }) => level !== 'info')).toEqual([
    expect.objectContaining({
      level: 'warn',
      msg: 'a sign-in was refused',
      why: expect.any(String),
      ...facts,
    }),
  ]);
  expect(written.lines.join('')).not.toMatch(PERSONAL);
}

async function signIn(audience: Audience, person: string, issuer = oidc.idp.issuer) {
  const jar = new Jar();
  const query = await oidc.toCallback(jar, audience, person);
  const request = oidc.world.ask(jar, audience);
  const env = { ...request.env, [`${audience.toUpperCase()}_OIDC_ISSUER`]: issuer };
  return await finish({ ...request, env }, query);
}

describe('a refused sign-in leaves one warning with its cause', () => {
  it.each(['customer', 'staff'] as const)(
    'of %s whose issuer is off by one slash: both values',
    async (audience) => {
      const configured = `${oidc.idp.issuer}/`;
      expect(await signIn(audience, 'person-ada', configured)).toMatchObject({ reason: 'failed' });
      expectOneLine({ audience, reason: 'failed', configured, issuer: oidc.idp.issuer });
    },
  );

  it.each([
    ['customer', 'person-mute', 'no_email'],
    ['staff', 'person-ada', 'not_added'],
    ['staff', 'person-eve', 'unverified_email'],
    ['staff', 'person-mute', 'no_email'],
  ] as const)('of %s (%s): %s', async (audience, person, reason) => {
    expect(await signIn(audience, person)).toMatchObject({ kind: 'refused', reason });
    expectOneLine({ audience, reason, issuer: oidc.idp.issuer });
  });

  it('when the address belongs to another account', async () => {
    await addStaff(oidc.world, 'bound@example.com');
    const bound = { name: 'Ada Lovelace', email: 'bound@example.com', emailVerified: true };
    for (const sub of ['person-one', 'person-two']) oidc.idp.people.set(sub, { ...bound, sub });
    expect(await signIn('staff', 'person-one')).toMatchObject({ kind: 'signed_in' });
    expect(await signIn('staff', 'person-two')).toMatchObject({ reason: 'other_account' });
    expectOneLine({ reason: 'other_account' });
  });

  it('when the provider does not say when the person proved who they are', async () => {
    oidc.idp.disregards.add('max_age');
    expect(await signIn('customer', 'person-ada')).toMatchObject({ reason: 'not_fresh' });
    oidc.idp.disregards.clear();
    expectOneLine({ reason: 'not_fresh', authTime: 'missing' });
  });

  it('when the provider refuses the code', async () => {
    const jar = new Jar();
    const query = await oidc.toCallback(jar, 'customer', 'person-ada');
    query.set('code', 'another');
    expect(await finish(oidc.world.ask(jar, 'customer'), query)).toMatchObject({
      reason: 'failed',
    });
    expectOneLine({ reason: 'failed', why: 'the provider answered invalid_grant' });
  });

  it('when the provider sends an error back, of which its code alone is kept', async () => {
    const jar = new Jar();
    const query = await oidc.toCallback(jar, 'customer', 'person-ada');
    const answer = new URLSearchParams({
      state: query.get('state') ?? '',
      error: 'login_required',
      error_description: 'person-ada <ada@example.com> has to sign in',
    });
    expect(await finish(oidc.world.ask(jar, 'customer'), answer)).toMatchObject({
      reason: 'failed',
    });
    expectOneLine({ reason: 'failed', why: 'the provider answered login_required' });
  });

  it('when the provider is away', async () => {
    const request = oidc.world.ask(new Jar(), 'customer');
    const env = { ...request.env, CUSTOMER_OIDC_ISSUER: 'http://127.0.0.1:9' };
    expect(await beginOidc({ ...request, env }, false)).toMatchObject({ reason: 'provider' });
    expectOneLine({ reason: 'provider', why: expect.stringContaining('ECONNREFUSED') });
  });

  it('when this browser did not begin it, or a parameter came twice', async () => {
    const jar = new Jar();
    const query = await oidc.toCallback(jar, 'customer', 'person-ada');
    await finish(oidc.world.ask(new Jar(), 'customer'), query);
    expectOneLine({ reason: 'expired' });
    written.lines.length = 0;
    query.append('code', 'twice');
    await finish(oidc.world.ask(jar, 'customer'), query);
    expectOneLine({ reason: 'failed', why: 'a parameter came twice' });
  });

  it('when an email link is of no use here', async () => {
    const jar = new Jar();
    await redeemLink(oidc.world.ask(jar, 'customer'), 'x'.repeat(43));
    jar.set('cw-customer-mail-half', 'y'.repeat(43));
    await redeemLink(oidc.world.ask(jar, 'customer'), 'x'.repeat(43));
    const causes = lines().map(({ reason, why }) => [reason, why]);
    expect(causes).toEqual([
      ['link', expect.stringContaining('has not asked for a link')],
      ['link', expect.stringContaining('used up')],
    ]);
  });

  it('but who cancels at the provider is no warning, and who gets in is no line', async () => {
    expect(await signIn('customer', '')).toMatchObject({ reason: 'denied' });
    expect(lines()).toEqual([expect.objectContaining({ level: 'info', msg: 'a sign-in was cancelled' })]);
    written.lines.length = 0;
    expect(await signIn('customer', 'person-ada')).toMatchObject({ kind: 'signed_in' });
    expect(lines()).toEqual([]);
  });
});

describe('at the start the provider’s document', () => {
  let server: Server;
  let answer: { status: number; body: unknown };
  let issuer: string;
  const document = () => ({
    issuer,
    authorization_endpoint: `${issuer}/auth`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/jwks`,
  });
  beforeEach(async () => {
    server = createServer((_request, response) =>
      response.writeHead(answer.status).end(JSON.stringify(answer.body)),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/app`;
    answer = { status: 200, body: document() };
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));
  const env = (configured: string) => ({
    ...oidc.world.env,
    STAFF_OIDC_ISSUER: undefined,
    CUSTOMER_OIDC_ISSUER: configured,
  });

  it('that names the configured issuer is said in one line', async () => {
    await checkProviders(env(issuer), log);
    expect(lines()).toEqual([expect.objectContaining({ level: 'info', configured: issuer })]);
  });

  it('that names another is an error with both values and the setting', async () => {
    await checkProviders(env(`${issuer}/`), log);
    expect(lines()).toEqual([
      expect.objectContaining({
        level: 'error',
        setting: 'CUSTOMER_OIDC_ISSUER',
        configured: `${issuer}/`,
        published: issuer,
        msg: expect.stringContaining('every sign-in of this audience will be refused'),
      }),
    ]);
  });

  it.each([['<html>'], [{ issuer: 'x' }], [null]])('that is none (%j) is an error', async (body) => {
    answer.body = body;
    await checkProviders(env(issuer), log);
    expect(lines()).toEqual([
      expect.objectContaining({ level: 'error', why: expect.stringContaining('missing') }),
    ]);
  });

  it('that cannot be read yet is a warning once, and is read when it can be', async () => {
    answer.status = 503;
    const done = checkProviders(env(`${issuer}/`), log, { againAfterMs: 5 });
    await vi.waitFor(() => expect(lines()).toHaveLength(1));
    expect(lines()[0]).toMatchObject({ level: 'warn', why: 'it answered 503' });
    answer.status = 200;
    await done;
    expect(lines().slice(1)).toEqual([expect.objectContaining({ level: 'error', published: issuer })]);
  });

  it('of no audience is asked for where none has a provider; a stop ends the asking', async () => {
    await checkProviders({ ...env(issuer), CUSTOMER_OIDC_ISSUER: undefined }, log);
    answer.status = 500;
    const stop = new AbortController();
    const done = checkProviders(env(issuer), log, { signal: stop.signal });
    await vi.waitFor(() => expect(lines()).toHaveLength(1));
    stop.abort();
    await done;
    expect(lines()).toHaveLength(1);
  });
});
