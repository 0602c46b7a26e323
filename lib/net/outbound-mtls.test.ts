import { Agent } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Emulator, startEmulator } from 'wise-emulator';
import { getIdentity, giveAccess } from 'wise-emulator/testing';
import { AppError } from '#lib/errors/app-error';
import { outbound } from './outbound';

// `outbound` with a client certificate, against the emulator's mTLS host: what the product does once a client has one.
const CLIENT = {
  clientId: 'mtls-app',
  clientSecrets: ['s'],
  redirectUris: ['https://a.example/'],
  name: 'A',
};
const limits = { deadlineMs: 20_000, maxBodyBytes: 10_000 };

let emulator: Emulator;
let key = '';
let cert = '';

beforeAll(async () => {
  emulator = await startEmulator({ clients: [{ ...CLIENT, enforce: { mtls: true } }] });
  ({ key, cert } = await getIdentity(emulator.url, CLIENT.clientId));
});
afterAll(() => emulator.close());

async function callWith(connect: { key?: string; cert?: string; ca?: string }, token = '') {
  const dispatcher = new Agent({ connect });
  try {
    const headers = token ? { authorization: `Bearer ${token}` } : {};
    return await outbound(new URL('/v1/me', emulator.mtls.url), {
      method: 'GET',
      headers,
      dispatcher,
      ...limits,
    });
  } finally {
    await dispatcher.destroy();
  }
}

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'it answered',
    (error: unknown) => error,
  );
}

describe('outbound over mTLS', () => {
  it('takes a token and reads /v1/me with key, certificate and Wise’s authority', async () => {
    const consent = await giveAccess({
      url: emulator.url,
      clientId: CLIENT.clientId,
      redirectUri: 'https://a.example/',
      userId: '10000001',
      profileId: '30000001',
    });
    const ca = emulator.mtls.caCertificate;
    const dispatcher = new Agent({ connect: { key, cert, ca } });
    const answer = await outbound(new URL('/oauth/token', emulator.mtls.url), {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${CLIENT.clientId}:s`)}` },
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: CLIENT.clientId,
        code: consent.code,
        redirect_uri: 'https://a.example/',
      }),
      dispatcher,
      ...limits,
    });
    await dispatcher.destroy();
    const token = (JSON.parse(answer.body) as { access_token: string }).access_token;
    const me = await callWith({ key, cert, ca }, token);
    expect([me.status, JSON.parse(me.body)]).toMatchObject([200, { id: 10000001 }]);
  });

  it.each([
    ['no client certificate', () => ({ ca: emulator.mtls.caCertificate })],
    ['Wise’s authority not trusted', () => ({ key, cert })],
  ])('fails closed: %s', async (_what, connect) => {
    const error = await failureOf(callWith(connect()));
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: 'WISE_UNAVAILABLE' });
  });

  it('fails closed: an expired client certificate, and an expired certificate of Wise’s', async () => {
    const ca = emulator.mtls.caCertificate;
    const expired = await getIdentity(emulator.url, CLIENT.clientId, { isExpired: true });
    const error = await failureOf(callWith({ key: expired.key, cert: expired.cert, ca }));
    expect(error).toMatchObject({ code: 'WISE_UNAVAILABLE' });
    emulator.state.settings.merge({ mtlsServerCertificate: 'expired' });
    expect(await failureOf(callWith({ key, cert, ca }))).toMatchObject({
      code: 'WISE_UNAVAILABLE',
      cause: { cause: { code: 'CERT_HAS_EXPIRED' } },
    });
    emulator.state.settings.merge({ mtlsServerCertificate: 'valid' });
    expect((await callWith({ key, cert, ca })).status).toBe(401);
  });
});
