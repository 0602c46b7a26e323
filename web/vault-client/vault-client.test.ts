import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import type { SessionClaim } from '#lib/contract/internal-api';
import { AppError } from '#lib/errors/app-error';
import { Secret } from '#lib/log/secret';
import type { VaultEndpoint } from './call';
import { checkConnection, disconnectConnection, exchangeCode, isVaultReady } from './vault-client';

const ID = '6f1c1c6e-0f3a-4b52-9a62-5f5a6b0c1d2e';
const session: SessionClaim = { audience: 'customer', token: new Secret('raw-session-token') };
const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(listener: RequestListener): Promise<VaultEndpoint> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, key: new Secret('the-internal-key') };
}

const answering = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  serve((_request, response) => {
    response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
  });

async function failureOf(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AppError)) throw new Error(`expected an AppError, got ${String(error)}`);
  return error;
}

describe('a call of the vault', () => {
  it('carries the internal key, the session and the code, in header and body, never in the address', async () => {
    const seen: { request: IncomingMessage; body: string }[] = [];
    const endpoint = await serve(async (request, response) => {
      seen.push({ request, body: await text(request) });
      response.end(JSON.stringify({ attemptId: ID, state: 'sent', reason: null, connectionId: null }));
    });
    const answer = await exchangeCode(
      { session, attemptId: ID, code: new Secret('the code'), profileId: '1' },
      endpoint,
    );
    expect(answer).toEqual({ attemptId: ID, state: 'sent', reason: null, connectionId: null });
    const [call] = seen;
    expect(call?.request.url).toBe('/internal/exchanges');
    expect(call?.request.headers.authorization).toBe('Bearer the-internal-key');
    expect(JSON.parse(call?.body ?? '')).toEqual({
      session: { audience: 'customer', token: 'raw-session-token' },
      attemptId: ID,
      code: 'the code',
      profileId: '1',
    });
  });

  it('gives back a moment as a Date', async () => {
    const endpoint = await answering(200, {
      result: 'recent',
      lastCheck: 'healthy',
      lastCheckedAt: '2026-11-23T10:00:00.000Z',
    });
    expect(await checkConnection({ session, connectionId: ID }, endpoint)).toEqual({
      result: 'recent',
      lastCheck: 'healthy',
      lastCheckedAt: new Date('2026-11-23T10:00:00Z'),
    });
  });

  it.each([
    ['NOT_FOUND', 404],
    ['SIGN_IN_TOO_OLD', 401],
    ['FORBIDDEN', 403],
    ['DATABASE_UNAVAILABLE', 503],
  ])('throws the vault’s own code %s, with its Retry-After', async (code, status) => {
    const endpoint = await answering(status, { code, status }, { 'retry-after': '7' });
    const error = await failureOf(disconnectConnection({ session, connectionId: ID }, endpoint));
    expect(error).toMatchObject({ code, retryAfterSeconds: 7 });
  });

  it.each([
    ['a code that is not ours', 400, { code: 'UPSTREAM_SAYS' }],
    ['a name of Object.prototype', 400, { code: 'constructor' }],
    ['a refused internal key', 401, { code: 'INTERNAL_KEY_REFUSED' }],
    ['a web page', 502, '<html>Bad gateway</html>'],
    ['nothing', 500, ''],
    ['another shape', 200, { connectionId: ID, status: 'active', alreadyDisconnected: false }],
    ['no JSON', 200, 'ok'],
  ])('is VAULT_UNAVAILABLE when the answer is %s', async (_what, status, body) => {
    const endpoint = await answering(status, body);
    const error = await failureOf(disconnectConnection({ session, connectionId: ID }, endpoint));
    expect(error.code).toBe('VAULT_UNAVAILABLE');
  });

  it('does not follow a redirect, which would carry the internal key elsewhere', async () => {
    let followed = 0;
    const elsewhere = await serve((_request, response) => {
      followed += 1;
      response.end('{}');
    });
    const endpoint = await answering(307, '', { location: elsewhere.url });
    const error = await failureOf(checkConnection({ session, connectionId: ID }, endpoint));
    expect(error.code).toBe('VAULT_UNAVAILABLE');
    expect(followed).toBe(0);
  });

  it.each(['../../lib', '../health', '%2e%2e', `${ID}/x`, '', `${ID}?a=b`])(
    'refuses the connection id "%s" without a call',
    async (connectionId) => {
      let calls = 0;
      const endpoint = await serve((_request, response) => {
        calls += 1;
        response.end('{}');
      });
      const check = await failureOf(checkConnection({ session, connectionId }, endpoint));
      const disconnect = await failureOf(disconnectConnection({ session, connectionId }, endpoint));
      expect([check.code, disconnect.code, calls]).toEqual(['NOT_FOUND', 'NOT_FOUND', 0]);
    },
  );

  it('keeps session, code and key out of every error it throws', async () => {
    const endpoint = await answering(500, 'raw-session-token the-internal-key the-code');
    const ask = { session, attemptId: ID, code: new Secret('the-code'), profileId: null };
    const error = await failureOf(exchangeCode(ask, endpoint));
    const printed = `${error.message} ${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`;
    for (const secret of ['raw-session-token', 'the-internal-key', 'the-code']) {
      expect(printed).not.toContain(secret);
    }
  });
});

describe('the question whether the vault is ready', () => {
  it('is answered yes or no, never by an exception', async () => {
    expect(await isVaultReady(await answering(200, { ok: true }))).toBe(true);
    expect(await isVaultReady(await answering(200, { ok: 'yes' }))).toBe(false);
    expect(await isVaultReady(await answering(401, {}))).toBe(false);
    const gone = await answering(200, { ok: true });
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
    expect(await isVaultReady(gone)).toBe(false);
  });
});
