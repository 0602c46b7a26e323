import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Emulator, startEmulator } from 'wise-emulator';
import { giveAccess } from 'wise-emulator/testing';
import { createLogger } from '#lib/log/logger';
import { Secret } from '#lib/log/secret';
import { closedUrl } from '#vault/testing/closed-url';
import { createWiseClient, type WiseClientOptions } from './client';
import { wasNotSent } from './not-sent';
import type { ApiOutcome } from './outcomes';

const CLIENT_ID = 'acme-bank';
const SECRET = 'a secret: with / and + and ü';
const REDIRECT_URI = 'http://localhost:3000/connect/sandbox/callback';
const TOKEN = new Secret('token');

function client(apiUrl: string, apiVersion = '', options: WiseClientOptions = {}) {
  const config = {
    environment: 'sandbox',
    clientId: CLIENT_ID,
    clientSecret: new Secret(SECRET),
    apiUrl,
    apiVersion,
  };
  return createWiseClient(
    { ...config, environment: 'sandbox' },
    { tokenCallMs: 800, apiCallMs: 800, ...options },
  );
}

function gotten<Value>(outcome: ApiOutcome<Value>): Value {
  if (outcome.kind !== 'ok') throw new Error(outcome.kind);
  return outcome.value;
}

describe('against the emulator', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    const redirectUris = [REDIRECT_URI];
    emulator = await startEmulator({
      clients: [{ clientId: CLIENT_ID, clientSecrets: [SECRET], redirectUris, name: 'A' }],
    });
  });
  afterAll(() => emulator.close());

  async function connect(apiVersion: string, label: string) {
    const user = emulator.state.people.all().find((each) => each.label === label);
    if (user === undefined) throw new Error(`no ${label}`);
    const [profile] = user.profiles;
    const { code } = await giveAccess({
      url: emulator.url,
      clientId: CLIENT_ID,
      redirectUri: REDIRECT_URI,
      userId: user.id,
      ...(profile === undefined ? {} : { profileId: profile.id }),
    });
    const wise = client(emulator.url, apiVersion);
    const outcome = await wise.exchangeCode({ code: new Secret(code), redirectUri: REDIRECT_URI });
    if (outcome.kind !== 'tokens') throw new Error(outcome.kind);
    return { wise, user, code, tokens: outcome.tokens };
  }

  const labels = () => emulator.state.people.all().map(({ label }) => label);

  it.each(['', '2026Q4'])('exchanges, refreshes and reads by paths of version "%s"', async (apiVersion) => {
    const { wise, user, code, tokens } = await connect(apiVersion, labels()[0] ?? '');
    expect(gotten(await wise.me(tokens.access))).toEqual({ userId: user.id });
    expect(await wise.exchangeCode({ code: new Secret(code), redirectUri: REDIRECT_URI })).toEqual({
      kind: 'grant_refused',
    });
    const refreshed = await wise.refresh(tokens.refresh ?? TOKEN);
    expect(refreshed.kind).toBe('tokens');
    expect(await wise.me(tokens.access)).toEqual({ kind: 'unauthorised' });
    expect(await wise.refresh(new Secret('never-seen'))).toEqual({ kind: 'grant_refused' });
    const paths = emulator.state.log
      .since(0)
      .flatMap((event) => (event.type === 'api.call' ? [event.path] : []));
    expect(paths.at(-1)).toBe(apiVersion === '' ? '/v1/me' : `/${apiVersion}/me`);
  });

  it('reads every demo user without losing a digit or failing on a name', async () => {
    for (const label of labels()) {
      const { wise, user, tokens } = await connect('', label);
      expect(gotten(await wise.me(tokens.access)).userId).toBe(user.id);
      expect(gotten(await wise.profiles(tokens.access))).toEqual(user.profiles.map(({ id }) => id));
      const [first, other] = user.profiles;
      if (first !== undefined) {
        const { profileId, name, type } = gotten(await wise.profile(tokens.access, first.id));
        expect(profileId).toBe(first.id);
        expect(name).not.toMatch(/[\p{Cc}\p{Cs}]/u);
        expect(['personal', 'business']).toContain(type);
      }
      if (other !== undefined)
        expect(await wise.profile(tokens.access, other.id)).toEqual({ kind: 'forbidden' });
    }
    expect(Math.max(...emulator.state.people.all().map(({ id }) => id.length))).toBe(19);
  });

  it('is refused as a client with a wrong secret', async () => {
    const config = {
      clientId: CLIENT_ID,
      clientSecret: new Secret('wrong'),
      apiUrl: emulator.url,
      apiVersion: '',
    };
    const wrong = createWiseClient({ environment: 'sandbox', ...config });
    expect(await wrong.refresh(TOKEN)).toEqual({ kind: 'client_refused' });
  });
});

describe('on the wire', () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });

  type Seen = { method: string | undefined; url: string | undefined; authorization: string; body: string };

  async function serve(handle: (request: IncomingMessage, response: ServerResponse) => void) {
    const seen: Seen[] = [];
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const { method, url, headers } = request;
      seen.push({
        method,
        url,
        authorization: headers.authorization ?? '',
        body: Buffer.concat(chunks).toString(),
      });
      handle(request, response);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    servers.push(server);
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return { url: `http://127.0.0.1:${address.port}`, seen };
  }

  const json = (response: ServerResponse, status: number, body: unknown) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

  it('sends one Basic header with form-encoded id and secret, and the parameters in the body', async () => {
    const { url, seen } = await serve((_request, response) =>
      json(response, 400, { error: 'invalid_request' }),
    );
    await client(url).exchangeCode({
      code: new Secret('a+b/c=='),
      redirectUri: 'https://a.example/cb?x=1&y=2',
    });
    await client(url, '2026Q3').refresh(new Secret('r t'));
    const credentials = Buffer.from('acme-bank:a+secret%3A+with+%2F+and+%2B+and+%C3%BC').toString('base64');
    expect(seen).toEqual([
      {
        method: 'POST',
        url: '/oauth/token',
        authorization: `Basic ${credentials}`,
        body: new URLSearchParams({
          client_id: CLIENT_ID,
          code: 'a+b/c==',
          redirect_uri: 'https://a.example/cb?x=1&y=2',
          grant_type: 'authorization_code',
        }).toString(),
      },
      {
        method: 'POST',
        url: '/2026Q3/oauth/token',
        authorization: `Basic ${credentials}`,
        body: 'refresh_token=r+t&grant_type=refresh_token',
      },
    ]);
  });

  it('leaves - . _ as they are: a server that does not decode Basic must still know a UUID', async () => {
    const { url, seen } = await serve((_request, response) =>
      json(response, 400, { error: 'invalid_request' }),
    );
    const id = '01234567-89ab-cdef-0123-456789abcdef';
    const config = { clientId: id, clientSecret: new Secret(`${id}._`), apiUrl: url, apiVersion: '' };
    await createWiseClient({ environment: 'sandbox', ...config }).refresh(TOKEN);
    expect(seen[0]?.authorization).toBe(`Basic ${Buffer.from(`${id}:${id}._`).toString('base64')}`);
  });

  it('does not follow a redirect, so no credential reaches another host', async () => {
    const other = await serve((_request, response) => json(response, 200, {}));
    const { url } = await serve((_request, response) =>
      response.writeHead(307, { location: `${other.url}/oauth/token` }).end(),
    );
    expect((await client(url).refresh(TOKEN)).kind).toBe('unknown');
    expect(await client(url).me(TOKEN)).toEqual({ kind: 'unavailable' });
    expect(other.seen).toEqual([]);
  });

  it.each([
    ['no answer in time', () => undefined],
    ['a dropped connection', (response: ServerResponse) => response.destroy()],
    ['a body that never ends', (response: ServerResponse) => response.writeHead(200).write('{')],
    [
      'a body over 64 KB',
      (response: ServerResponse) => json(response, 200, { access_token: 'x'.repeat(70_000) }),
    ],
    ['status 204', (response: ServerResponse) => response.writeHead(204).end()],
  ])('takes %s as "may have acted"', async (_what, answer) => {
    const { url } = await serve((_request, response) => answer(response));
    expect((await client(url).refresh(TOKEN)).kind).toBe('unknown');
  });

  it('knows that nothing was sent when nobody listens or no such host exists', async () => {
    expect(await client(await closedUrl()).refresh(TOKEN)).toEqual({ kind: 'not_sent' });
    expect(await client('https://wise.invalid').refresh(TOKEN)).toEqual({ kind: 'not_sent' });
  });

  it('puts no path of its own together from an id that is not one', async () => {
    const { url, seen } = await serve((_request, response) => json(response, 200, {}));
    for (const id of ['../v1/me', '1/../2', '', '-1', '1e3', '99999999999999999999', '１']) {
      expect(await client(url).profile(TOKEN, id)).toEqual({ kind: 'not_found' });
    }
    expect(seen).toEqual([]);
  });

  it.each([
    [401, { error: 'invalid_token' }, 'unauthorised'],
    [403, { status: 403, error: 'unauthorized' }, 'forbidden'],
    [404, {}, 'not_found'],
    [429, {}, 'unavailable'],
    [500, {}, 'unavailable'],
    [200, { id: null }, 'unavailable'],
    [200, { id: 'x' }, 'unavailable'],
    [200, [], 'unavailable'],
  ])('GET /v1/me with %i %j is %s', async (status, body, kind) => {
    const { url } = await serve((_request, response) => json(response, status, body));
    expect((await client(url).me(TOKEN)).kind).toBe(kind);
  });

  it.each([401, 403, 404])('takes a web page with status %i for what stands before Wise', async (status) => {
    const { url } = await serve((_request, response) =>
      response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end('<h1>Blocked</h1>'),
    );
    expect(await client(url).me(TOKEN)).toEqual({ kind: 'unavailable' });
  });

  it('logs no text of Wise and no token, in any outcome', async () => {
    const lines: string[] = [];
    const log = createLogger('test', 'debug', { write: (line) => lines.push(line) });
    const canary = 'canary-7f1c2b9e';
    const bodies = [
      [400, { error: 'invalid_grant', error_description: `Invalid refresh token: ${canary}` }],
      [200, { access_token: canary, token_type: 'bearer', refresh_token: '' }],
      [500, { message: canary }],
    ] as const;
    for (const [status, body] of bodies) {
      const { url } = await serve((_request, response) => json(response, status, body));
      await client(url, '', { log }).refresh(new Secret(canary));
    }
    const { url } = await serve((_request, response) => response.destroy());
    await client(url, '', { log }).refresh(new Secret(canary));
    expect(lines.length).toBeGreaterThan(4);
    expect(lines.join('')).not.toContain(canary);
    expect(lines.join('')).not.toContain('Basic ');
  });
});

describe('wasNotSent', () => {
  const withCode = (fields: object) => Object.assign(new Error('x'), fields);
  it.each([
    [withCode({ code: 'ECONNREFUSED', syscall: 'connect' }), true],
    [withCode({ code: 'EHOSTUNREACH', syscall: 'connect' }), true],
    [withCode({ code: 'ENOTFOUND', syscall: 'getaddrinfo' }), true],
    [withCode({ code: 'UND_ERR_CONNECT_TIMEOUT' }), true],
    [withCode({ code: 'CERT_HAS_EXPIRED' }), true],
    [withCode({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' }), true],
    [withCode({ code: 'SELF_SIGNED_CERT_IN_CHAIN' }), true],
    [new AggregateError([withCode({ syscall: 'connect' }), withCode({ syscall: 'connect' })]), true],
    [new AggregateError([withCode({ syscall: 'connect' }), withCode({ syscall: 'read' })]), false],
    [new AggregateError([]), false],
    [withCode({ code: 'ECONNRESET', syscall: 'read' }), false],
    [withCode({ code: 'EPIPE', syscall: 'write' }), false],
    [withCode({ code: 'UND_ERR_SOCKET' }), false],
    [new DOMException('timed out', 'TimeoutError'), false],
    [new TypeError('fetch failed', { cause: withCode({ syscall: 'connect' }) }), true],
    [new TypeError('fetch failed', { cause: withCode({ syscall: 'read' }) }), false],
    [undefined, false],
  ])('%s → %s', (error, expected) => {
    expect(wasNotSent(error)).toBe(expected);
  });
});
