import { X509Certificate } from 'node:crypto';
import { connect, type TLSSocket } from 'node:tls';
import { Agent } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CertificateAuthority, getIdentity, PIA } from 'wise-emulator/testing';
import { plainFingerprint } from '#lib/net/client-certificate';
import { until } from '#test/until';
import { life, PartnerListeners, tokenOf } from '#vault/testing/partner-listeners';
import { challengeOf } from '#vault/testing/sca';

let listeners: PartnerListeners;
let harness: PartnerListeners['harness'];
let proxied: PartnerListeners['proxied'];
let direct: PartnerListeners['direct'];
let linked: PartnerListeners['linked'];

beforeAll(async () => {
  listeners = await PartnerListeners.open();
  ({ harness, proxied, direct, linked } = listeners);
});
afterAll(() => listeners.close());

/** A connect session of the sandbox. */
async function sandboxSession(customerId: string): Promise<string> {
  const { rows } = await harness.owner.query(
    `INSERT INTO partner_sessions (kind, customer_id, external_id, environment, return_url, created_by, authenticated_at,
       link_hash, link_expires_at)
     VALUES ('connect', $1, 'shop-7', 'sandbox', 'https://shop.example/back', 'key', now(), sha256('link'), now())
     RETURNING id`,
    [customerId],
  );
  return rows[0].id;
}

describe('threat 31: a key of one environment', () => {
  it('finds nothing of the other one on any route, and touches nothing', async () => {
    const { challengeId } = await challengeOf(harness, proxied.ctx, linked);
    const foreign = await listeners.makeKey({ environment: 'production' });
    const own = await listeners.makeKey({ environment: 'sandbox' });
    const wise = 'v1/profiles';
    const email = 'a@example.com';
    const sandbox = { environment: 'sandbox' };
    const customer = `/v1/customers/${linked.customerId}/wise-user`;
    const session = await sandboxSession(linked.customerId);
    const externalId = { external_id: 'shop-7' };
    const returnUrl = { return_url: 'https://shop.example/back' };
    const code = { completion_code: 'code', ...externalId };
    /** Every route, as a caller of a sandbox connection asks it. */
    const routes: Record<string, [string, unknown?]> = {
      'GET /v1/connections/:id': [`/v1/connections/${linked.id}`],
      'GET /v1/connections/:id/access-token': [tokenOf(linked.id)],
      'POST /v1/connections/:id/access-token/rejections': [
        `${tokenOf(linked.id)}/rejections`,
        { version: 1 },
      ],
      'GET /v1/connections/:id/wise/*': [`/v1/connections/${linked.id}/wise/${wise}`],
      'POST /v1/connections/:id/wise/*': [`/v1/connections/${linked.id}/wise/${wise}`, {}],
      'POST /v1/connections/:id/sca-session': [`/v1/connections/${linked.id}/sca-session`],
      'POST /v1/connections/:id/sca-factors': [
        `/v1/connections/${linked.id}/sca-factors`,
        { factor: 'pin', value: '1234' },
      ],
      'GET /v1/sca-challenges/:id': [`/v1/sca-challenges/${challengeId}`],
      'POST /v1/sca-challenges/:id/phone-code': [
        `/v1/sca-challenges/${challengeId}/phone-code`,
        { channel: 'sms' },
      ],
      'POST /v1/sca-challenges/:id/factors': [
        `/v1/sca-challenges/${challengeId}/factors`,
        { factor: 'pin', value: '1234' },
      ],
      'GET /v1/connections': ['/v1/connections?environment=sandbox'],
      'GET /v1/deadlines': ['/v1/deadlines?environment=sandbox'],
      'GET /v1/application-token': ['/v1/application-token?environment=sandbox'],
      'GET /v1/application/:environment/wise/*': [`/v1/application/sandbox/wise/${wise}`],
      'POST /v1/application/:environment/wise/*': [`/v1/application/sandbox/wise/${wise}`, {}],
      'POST /v1/customers/:id/wise-user': [customer, { ...sandbox, email }],
      'GET /v1/customers/:id/wise-user': [`${customer}?environment=sandbox`],
      'POST /v1/customers/:id/wise-user/profile': [
        `${customer}/profile`,
        { ...sandbox, personal_profile: PIA },
      ],
      'POST /v1/customers/:id/wise-user/claim-link': [`${customer}/claim-link`, sandbox],
      'POST /v1/connect-sessions': [
        '/v1/connect-sessions',
        { customer: externalId, ...sandbox, ...returnUrl, authenticated_at: new Date().toISOString() },
      ],
      'GET /v1/connect-sessions/:id': [`/v1/connect-sessions/${session}`],
      'POST /v1/connect-sessions/:id/complete': [`/v1/connect-sessions/${session}/complete`, code],
      'POST /v1/portal-sessions': ['/v1/portal-sessions', { customer: externalId, ...returnUrl }],
      'POST /v1/portal-sessions/:id/complete': [`/v1/portal-sessions/${session}/complete`, code],
      'POST /v1/portal-sessions/:id/end': [`/v1/portal-sessions/${session}/end`],
    };
    const mine = Object.keys(routes);
    const known = proxied.partner.knownRoutes.map(({ method, url }) => `${method} ${url}`);
    const open = /^GET \/(healthz|readyz|v1\/(health|docs|openapi\b.*))/;
    const isElsewhere = (route: string) =>
      open.test(route) || /^(PUT|PATCH|DELETE) .*\/wise\/\*$/.test(route);
    const others = known.filter((each) => !isElsewhere(each) && !mine.includes(each));
    // of events: event-endpoints.db.test.ts
    expect(others.filter((each) => !each.includes('/event-endpoints'))).toEqual([
      'GET /v1/events',
      'GET /v1/wise-events',
    ]);

    const before = harness.emulator.state.log.since(0).length;
    for (const [route, [target, body]] of Object.entries(routes)) {
      const method = route.startsWith('GET') ? 'GET' : 'POST';
      // a portal shows both environments: it is for keys of both
      const names = route.includes(':id') && !/\/(customers|portal-sessions)\b/.test(route);
      const wanted = names ? 'NOT_FOUND' : 'ENVIRONMENT_NOT_ALLOWED';
      expect([route, await listeners.codeOf(foreign.key, target, { method, body })]).toEqual([route, wanted]);
    }
    expect((await listeners.ask(foreign.key, '/v1/connections')).json.data).toEqual([]);
    expect(harness.emulator.state.log.since(0).length).toBe(before);
    for (const target of ['/v1/connections', '/v1/connections?environment=sandbox'])
      expect((await listeners.ask(own.key, target)).json.data).toHaveLength(1);
    expect(await listeners.codeOf(own.key, tokenOf(linked.id))).toBe(200);
    expect(await listeners.codeOf(own.key, `/v1/sca-challenges/${challengeId}`)).toBe(200);
  });

  it('reads its own events alone', async () => {
    await harness.owner.query(`
      INSERT INTO vault.webhook_events (environment, digest, body, position, is_test, outcome)
      SELECT e::public.environment, sha256(e::bytea), '{}', n, false, 'kept'
      FROM (VALUES ('sandbox', 1), ('production', 2)) AS v(e, n)`);
    const [both, one] = await Promise.all([
      listeners.makeKey({}),
      listeners.makeKey({ environment: 'production' }),
    ]);
    const environments = async (key: string) =>
      (await listeners.ask(key, '/v1/wise-events')).json.data.map(
        (event: { environment: string }) => event.environment,
      );
    expect(await environments(both.key)).toEqual(['sandbox', 'production']);
    expect(await environments(one.key)).toEqual(['production']);
  });
});

it('a key that was made before there were limits works as it did', async () => {
  const { key } = await listeners.makeKey({});
  const id = 'ffffffffffffffff';
  const hash = `SELECT hash FROM vault.api_keys WHERE id = '${key.split('_')[1]}'`;
  await harness.owner.query(
    `INSERT INTO vault.api_keys (id, name, hash, scopes) VALUES ('${id}', 'old', (${hash}), '{tokens:read}')`,
  );
  const old = `cwk_${id}_${key.slice(-43)}`;
  for (const from of ['192.0.2.7', 'nobody', '2001:db8::1'])
    expect(await listeners.codeOf(old, tokenOf(linked.id), { from })).toBe(200);
});

it('a key that expires between two requests of one kept-alive connection is refused the second', async () => {
  const { id, key } = await listeners.makeKey({ expiresAt: new Date(Date.now() + 3_600_000) });
  const dispatcher = new Agent({ connections: 1, pipelining: 1 });
  let opened = 0;
  dispatcher.on('connect', () => {
    opened += 1;
  });
  const end = (at: string) =>
    harness.owner.query(`UPDATE vault.api_keys SET expires_at = ${at} WHERE id = $1`, [id]);
  expect(await listeners.codeOf(key, tokenOf(linked.id), { dispatcher })).toBe(200);
  await end('now()');
  const refused = await listeners.ask(key, tokenOf(linked.id), { dispatcher });
  expect(refused).toMatchObject({ status: 401, json: { code: 'API_KEY_EXPIRED' } });
  expect(await listeners.codeOf(`${key.slice(0, -1)}~`, tokenOf(linked.id), { dispatcher })).toBe(
    'API_KEY_REFUSED',
  );
  const wrong = `${key.slice(0, -3)}AAA`;
  expect(await listeners.codeOf(wrong, tokenOf(linked.id), { dispatcher })).toBe('API_KEY_REFUSED');
  await end(`now() + interval '1 hour'`);
  expect(await listeners.codeOf(key, tokenOf(linked.id), { dispatcher })).toBe(200);
  expect(opened).toBe(1);
  await dispatcher.close();
});

describe('a key of some networks', () => {
  it.each([
    ['192.0.2.7', 200],
    ['::ffff:192.0.2.7', 200],
    ['[2001:db8::7]:4711', 200],
    ['198.51.100.1, 192.0.2.7', 200],
    ['192.0.2.7, 198.51.100.1', 'API_KEY_NOT_HERE'],
    ['2001:db9::7', 'API_KEY_NOT_HERE'],
    ['127.0.0.1', 'API_KEY_NOT_HERE'],
    ['nobody', 'API_KEY_NOT_HERE'],
  ])('behind a trusted proxy that names %s: %s', async (from, wanted) => {
    const { key } = await listeners.makeKey({ networks: ['192.0.2.0/24', '2001:db8::/32'] });
    expect(await listeners.codeOf(key, tokenOf(linked.id), { from })).toBe(wanted);
  });

  it('is compared with the peer where no proxy is trusted, and tells staff of its secret elsewhere once', async () => {
    const dispatcher = listeners.agent();
    const asked = { vault: direct, dispatcher, from: '192.0.2.7' };
    const [away, here] = await Promise.all(
      [['192.0.2.0/24'], ['127.0.0.0/8']].map((networks) => listeners.makeKey({ networks })),
    );
    expect(await listeners.codeOf(here?.key ?? '', tokenOf(linked.id), asked)).toBe(200);
    for (let n = 0; n < 2; n += 1)
      expect(await listeners.codeOf(away?.key ?? '', tokenOf(linked.id), asked)).toBe('API_KEY_NOT_HERE');
    expect(await listeners.audited('api_key.misplaced', away?.id ?? '')).toHaveLength(1);
    expect(await harness.openAlarms()).toContain('api_key_misplaced');
    await dispatcher.close();
  });
});

describe('a key that is bound to a client certificate', () => {
  const strangerOf = async () => {
    const made = await (await CertificateAuthority.create()).makeServer({ dns: ['x'], ip: [] }, life());
    return { key: made.key, cert: made.certificate };
  };

  it('wants that one: none, another key’s and a stranger’s are refused; a key without a binding needs none', async () => {
    const clientId = harness.env().WISE_SANDBOX_CLIENT_ID ?? '';
    const [mine, others] = await Promise.all([1, 2].map(() => getIdentity(harness.emulator.url, clientId)));
    const { fingerprint256, subject } = new X509Certificate(mine?.cert ?? '');
    const bound = await listeners.makeKey({ certificate: `sha256:${plainFingerprint(fingerprint256)}` });
    const named = await listeners.makeKey({ certificate: `subject:${subject.split('\n').join(',')}` });
    const free = await listeners.makeKey({});
    const results: unknown[] = [];
    for (const identity of [undefined, mine, others, await strangerOf()]) {
      const dispatcher = listeners.agent(identity);
      const asked = { vault: direct, dispatcher };
      for (const { key } of [bound, named, free])
        results.push(await listeners.codeOf(key, tokenOf(linked.id), asked));
      await dispatcher.close();
    }
    const no = 'API_KEY_NOT_HERE';
    expect(results).toEqual([...[no, no, 200], ...[200, 200, 200], ...[no, 200, 200], ...[no, no, 200]]);
    expect(await listeners.codeOf(bound.key, tokenOf(linked.id))).toBe(no);
  });

  it('is refused on a resumed session that never showed one, though Node 20 calls it authorized', async () => {
    const { key } = await listeners.makeKey({ certificate: 'subject:O=Nobody' });
    const { port } = new URL(direct.partnerUrl);
    const open = (session?: Buffer): TLSSocket =>
      connect({
        host: '127.0.0.1',
        port: Number(port),
        ca: listeners.authority.certificate,
        ...(session && { session }),
      });
    const send = async (socket: TLSSocket): Promise<string> => {
      let text = '';
      socket.on('data', (chunk) => {
        text += String(chunk);
      });
      const head = `GET ${tokenOf(linked.id)} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${key}\r\n\r\n`;
      socket.write(head);
      await until('an answer', () => text.includes('"code"'));
      return text;
    };
    const first = open();
    let ticket: Buffer | undefined;
    first.on('session', (session) => {
      ticket = session;
    });
    expect(await send(first)).toContain('API_KEY_NOT_HERE');
    const session = await until('a ticket', () => ticket);
    const second = open(session);
    expect(await send(second)).toContain('API_KEY_NOT_HERE');
    expect([second.getProtocol(), second.isSessionReused()]).toEqual(['TLSv1.3', true]);
    first.destroy();
    second.destroy();
  });
});
