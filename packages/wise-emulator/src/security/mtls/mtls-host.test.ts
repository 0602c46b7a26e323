import { Agent } from 'node:https';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEmulator } from '#emulator/server';
import {
  ADA,
  AUTHORIZATION,
  CLIENT,
  emulatorForTests,
  exchangeOf,
  OTHER_AUTHORIZATION,
  OTHER_CLIENT,
  refreshOf,
} from '#testing/emulator-for-tests';
import { type ClientIdentity, callOverTls, getIdentity, makeCsr } from '#testing/partner-certificate';
import { issueCertificate } from './issue-certificate';

const wise = emulatorForTests();
type Identity = Awaited<ReturnType<typeof getIdentity>>;
let own: Identity;
let second: Identity;
let others: Identity;

beforeAll(async () => {
  const { url } = wise.get();
  own = await getIdentity(url, CLIENT.clientId);
  second = await getIdentity(url, CLIENT.clientId, { algorithm: 'RSA 2048' });
  others = await getIdentity(url, OTHER_CLIENT.clientId);
});

const call = (path: string, identity?: ClientIdentity, token?: string) =>
  callOverTls(`${wise.get().mtls.url}${path}`, {
    ca: wise.get().mtls.caCertificate,
    ...(identity && { key: identity.key, cert: identity.cert }),
    ...(token && { headers: { authorization: `Bearer ${token}` } }),
  });

async function takeToken(
  identity: ClientIdentity,
  fields: Record<string, string>,
  authorization = AUTHORIZATION,
) {
  const { status, body } = await callOverTls(`${wise.get().mtls.url}/oauth/token`, {
    method: 'POST',
    ca: wise.get().mtls.caCertificate,
    key: identity.key,
    cert: identity.cert,
    headers: { authorization },
    body: new URLSearchParams(fields),
  });
  return { status, body: JSON.parse(body) as Record<string, string> };
}

/** An access token of Ada's, taken over mTLS. */
async function userToken(identity: ClientIdentity): Promise<string> {
  const { code } = await wise.consent(ADA);
  return (await takeToken(identity, exchangeOf(code))).body.access_token ?? '';
}

describe('a good client certificate', () => {
  it('documented: opens the same API on the mTLS host, and its playground', async () => {
    const token = await userToken(own);
    expect(JSON.parse((await call('/v1/me', own, token)).body)).toMatchObject({ id: 10000001 });
    expect((await call('/v1/authenticated/playground', own, token)).status).toBe(200);
    expect((await call('/2026Q4/me', second, token)).status).toBe(200);
    expect((await call('/v1/authenticated/playground', own)).status).toBe(401);
  });

  it('assumed: opens no page there, and no control', async () => {
    for (const path of ['/', '/oauth/authorize', '/__emulator', '/__emulator/tokens/live', '/sign-in']) {
      expect((await call(path, own)).status).toBe(404);
    }
  });

  it('is needed only there: without enforcement the plain host serves the client too', async () => {
    const token = await userToken(own);
    expect((await wise.call('/v1/me', token)).status).toBe(200);
  });
});

describe('assumed: the handshake fails', () => {
  it('without a client certificate', async () => {
    await expect(call('/v1/me')).rejects.toMatchObject({
      code: expect.stringMatching(/^ERR_SSL|ECONNRESET/),
    });
  });

  it('with one of another authority', async () => {
    const elsewhere = await startEmulator({ clients: [CLIENT] });
    const foreign = await getIdentity(elsewhere.url, CLIENT.clientId);
    await elsewhere.close();
    await expect(call('/v1/me', foreign)).rejects.toThrow();
  });

  it('with one whose year is over, really or by the emulator’s clock or by a switch', async () => {
    const expired = await getIdentity(wise.get().url, CLIENT.clientId, { isExpired: true });
    await expect(call('/v1/me', expired)).rejects.toThrow();

    wise.passSeconds(366 * 24 * 3600);
    await expect(call('/v1/me', own)).rejects.toThrow();
    wise.passSeconds(0);
    expect((await call('/v1/me', own)).status).toBe(401);

    await wise.control('PUT', '/settings', { mtlsClientCertificatesExpired: true });
    await expect(call('/v1/me', own)).rejects.toThrow();
    expect(wise.events('mtls.refused').length).toBeGreaterThanOrEqual(3);
  });

  it('with one that was revoked, also on a connection that is open already', async () => {
    const { id, thumbprint: _, ...gone } = await getIdentity(wise.get().url, CLIENT.clientId);
    const { url, caCertificate: ca } = wise.get().mtls;
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ask = () => callOverTls(`${url}/v1/me`, { ca, ...gone, agent });
    expect([(await ask()).status, (await ask()).status]).toEqual([401, 401]);
    await wise.control('DELETE', `/clients/${CLIENT.clientId}/certificates/${id}`);
    await expect(ask()).rejects.toThrow();
    await expect(ask()).rejects.toThrow();
    agent.destroy();
    expect(wise.events('mtls.refused')).toMatchObject([{ reason: 'revoked' }, { reason: 'revoked' }]);
    expect((await call('/v1/me', own)).status).toBe(401);
  });

  it('with one of a client that is not registered', async () => {
    const { key, csr } = await makeCsr();
    const issued = await issueCertificate(wise.get().state, { clientId: 'nobody', name: 'a', csr });
    const cert = issued.ok ? issued.certificate.certificate : '';
    await expect(call('/v1/me', { key, cert })).rejects.toThrow();
    expect(wise.events('mtls.refused')).toMatchObject([{ reason: 'unknown_client' }]);
  });

  it.each(['401', '401-page', '403'])('or, by a switch, the request gets %s', async (mtlsRefusal) => {
    await wise.control('PUT', '/settings', { mtlsRefusal });
    const revoked = await getIdentity(wise.get().url, CLIENT.clientId);
    await wise.control('DELETE', `/clients/${CLIENT.clientId}/certificates/${revoked.id}`);
    const elsewhere = await startEmulator({ clients: [CLIENT] });
    const foreign = await getIdentity(elsewhere.url, CLIENT.clientId);
    await elsewhere.close();
    for (const [identity, reason] of [
      [undefined, 'missing'],
      [foreign, 'untrusted'],
      [revoked, 'revoked'],
    ] as const) {
      // not a path is different: what refuses a certificate knows none of them
      for (const path of ['/v1/me', '/oauth/token', '/nowhere']) {
        const { status, body } = await call(path, identity);
        expect(status).toBe(Number.parseInt(mtlsRefusal, 10));
        expect(body).toContain(`Client certificate: ${reason}`);
        expect(body.startsWith('{')).toBe(mtlsRefusal !== '401-page');
      }
    }
    expect((await call('/v1/me', own)).status).toBe(401);
  });
});

describe('the server’s own certificate', () => {
  it.each([
    ['expired', 'CERT_HAS_EXPIRED'],
    ['unknown-ca', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ['wrong-name', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ])('%s by a switch: a client that checks goes away', async (mtlsServerCertificate, code) => {
    await wise.control('PUT', '/settings', { mtlsServerCertificate });
    await expect(call('/v1/me', own)).rejects.toMatchObject({ code });
    await wise.control('PUT', '/settings', { mtlsServerCertificate: 'valid' });
    expect((await call('/v1/me', own)).status).toBe(401);
  });

  it('is good for localhost too, and only for those who trust the emulator’s authority', async () => {
    const url = `${wise.get().mtls.url.replace('127.0.0.1', 'localhost')}/v1/me`;
    const { caCertificate: ca } = wise.get().mtls;
    expect((await callOverTls(url, { ca, key: own.key, cert: own.cert })).status).toBe(401);
    await expect(callOverTls(url, { key: own.key, cert: own.cert })).rejects.toThrow();
  });
});

describe('a client that has to use mTLS', () => {
  it('assumed: gets 403 at the plain host, for its tokens too', async () => {
    const token = await userToken(own);
    wise.get().state.clients.put({ ...CLIENT, enforce: { mtls: true } });
    try {
      expect(await wise.token({ grant_type: 'client_credentials' })).toMatchObject({
        status: 403,
        body: { error: 'access_denied' },
      });
      expect((await wise.call('/v1/me', token)).status).toBe(403);
      expect((await call('/v1/me', own, token)).status).toBe(200);
      expect((await takeToken(own, { grant_type: 'client_credentials' })).status).toBe(200);
      expect((await wise.token({ grant_type: 'client_credentials' }, OTHER_AUTHORIZATION)).status).toBe(200);
    } finally {
      wise.get().state.clients.put(CLIENT);
    }
  });
});

describe('assumed: token and certificate', () => {
  it('belong to one client: another’s certificate opens nothing, unless told so', async () => {
    const token = await userToken(own);
    expect((await call('/v1/me', others, token)).status).toBe(401);
    expect(await takeToken(others, { grant_type: 'client_credentials' })).toMatchObject({
      status: 401,
      body: { error: 'invalid_client' },
    });
    await wise.control('PUT', '/settings', { mtlsTokenBinding: 'none' });
    expect((await call('/v1/me', others, token)).status).toBe(200);
    expect((await takeToken(others, { grant_type: 'client_credentials' })).status).toBe(200);
  });

  it('RFC 8705 section 3 by a switch: only the very certificate it was taken with', async () => {
    const { code } = await wise.consent(ADA);
    const { access_token: bound = '', refresh_token: refresh = '' } = (await takeToken(own, exchangeOf(code)))
      .body;
    const { access_token: loose } = (await wise.token({ grant_type: 'client_credentials' })).body;
    await wise.control('PUT', '/settings', { mtlsTokenBinding: 'certificate' });
    expect((await call('/v1/me', own, bound)).status).toBe(200);
    expect((await call('/v1/me', second, bound)).status).toBe(401);
    expect((await wise.call('/v1/me', bound)).status).toBe(401);
    expect((await call('/v1/authenticated/playground', second, loose)).status).toBe(200);

    const renewed = (await takeToken(second, refreshOf(refresh))).body.access_token ?? '';
    expect((await call('/v1/me', second, renewed)).status).toBe(200);
    expect((await call('/v1/me', own, renewed)).status).toBe(401);
  });
});
