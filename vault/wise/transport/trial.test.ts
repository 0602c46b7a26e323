import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Emulator, startEmulator } from 'wise-emulator';
import { CertificateAuthority, getIdentity } from 'wise-emulator/testing';
import { parseTlsPair, type TlsPair } from '#lib/env/tls-pair';
import { Secret } from '#lib/log/secret';
import { tryCertificate } from './trial';

const CLIENT = {
  clientId: 'app',
  clientSecrets: ['s'],
  redirectUris: ['https://a.example/'],
  name: 'A',
};
let emulator: Emulator;
let url: URL;
let pair: TlsPair;

function pairOf({ key, cert }: { key: string; cert: string }): TlsPair {
  const read = parseTlsPair({ certificate: cert, key: new Secret(key) });
  if ('problem' in read) throw new Error(read.problem);
  return read.pair;
}

beforeAll(async () => {
  emulator = await startEmulator({ clients: [CLIENT] });
  url = new URL('/v1/authenticated/playground', emulator.mtls.url);
  pair = pairOf(await getIdentity(emulator.url, CLIENT.clientId));
});
afterAll(() => emulator.close());

const attempt = (each: TlsPair, access?: Secret) =>
  tryCertificate(url, { ca: emulator.mtls.caCertificate }, each, access);

describe('a trial of a client certificate', () => {
  it('works without a token, and is refused with one that the API does not take', async () => {
    expect(await attempt(pair)).toEqual({ kind: 'works' });
    expect(await attempt(pair, new Secret('not-a-token'))).toMatchObject({ kind: 'refused' });
  });

  it('is refused by an expired one before anything is sent', async () => {
    const expired = pairOf(await getIdentity(emulator.url, CLIENT.clientId, { isExpired: true }));
    expect(await attempt(expired)).toMatchObject({
      kind: 'refused',
      why: expect.stringContaining('expired'),
    });
  });

  it('tells a refusal without an alert from an answer that refuses', async () => {
    emulator.state.settings.merge({ mtlsClientCertificatesExpired: true });
    expect(await attempt(pair)).toEqual({ kind: 'closed' });
    emulator.state.settings.merge({ mtlsRefusal: '403' });
    expect(await attempt(pair)).toEqual({ kind: 'refused', why: 'answered 403' });
    emulator.state.settings.reset();
  });

  it('learns the alert that undici loses', async () => {
    const error = await attempt({ ...pair, certificate: '', key: new Secret('') }).catch((each) => each);
    expect(error).toMatchObject({
      kind: 'refused',
      why: expect.stringMatching(/ALERT_CERTIFICATE_REQUIRED$/),
    });
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'learns the alert of a server that speaks no more than %s',
    async (maxVersion) => {
      const authority = await CertificateAuthority.create();
      const life = { notBefore: Date.now() - 60_000, notAfter: Date.now() + 3_600_000 };
      const own = await authority.makeServer({ dns: ['localhost'], ip: ['127.0.0.1'] }, life);
      const ca = authority.certificate;
      const server = createServer({ key: own.key, cert: own.certificate, ca, maxVersion, requestCert: true });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const at = new URL(`https://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      const none = { ...pair, certificate: '', key: new Secret('') };
      expect(await tryCertificate(at, { ca }, none)).toEqual({
        kind: 'refused',
        why: expect.stringMatching(/_ALERT_(CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE)$/),
      });
      server.close();
    },
  );

  it('says nothing of our certificate when Wise’s own is wrong', async () => {
    emulator.state.settings.merge({ mtlsServerCertificate: 'expired' });
    expect(await attempt(pair)).toEqual({ kind: 'unavailable', why: 'CERT_HAS_EXPIRED' });
    emulator.state.settings.reset();
  });
});
