import { X509Certificate as NodeCertificate } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { startEmulator } from '#emulator/server';
import { CLIENT, emulatorForTests } from '#testing/emulator-for-tests';
import { LONG_REQUESTS } from '#testing/long-requests';
import {
  askCertificate,
  callOverTls,
  getIdentity,
  type KeyAlgorithmName,
  makeCsr,
} from '#testing/partner-certificate';

const wise = emulatorForTests();
const YEAR = 365 * 24 * 60 * 60 * 1000;
const ask = (fields: Record<string, unknown>, clientId = CLIENT.clientId) =>
  askCertificate(wise.get().url, clientId, fields);

describe('documented: a certificate request', () => {
  // Primes of 2048 bits take their time on a busy machine.
  it.each<KeyAlgorithmName>(['RSA 2048', 'RSA 3072', 'RSA 4096', 'P-256', 'P-384'])(
    'with a key of %s is signed for a year, the client id as its CN',
    { timeout: 120_000 },
    async (algorithm) => {
      const subject = 'C=EU, O=Acme Bank, CN=somebody-else';
      const csr = LONG_REQUESTS[algorithm] ?? (await makeCsr({ algorithm, subject })).csr;
      const { status, body } = await ask({ name: algorithm, csr });
      expect(status).toBe(201);
      // Read by another implementation than the one that signed.
      const certificate = new NodeCertificate(body.certificate ?? '');
      const authority = new NodeCertificate(wise.get().mtls.caCertificate);
      expect(certificate.subject.split('\n')).toEqual(['C=EU', 'O=Acme Bank', `CN=${CLIENT.clientId}`]);
      expect(certificate.checkIssued(authority) && certificate.verify(authority.publicKey)).toBe(true);
      expect(Date.parse(certificate.validTo) - Date.parse(certificate.validFrom)).toBe(YEAR);
      expect([certificate.ca, certificate.keyUsage]).toEqual([false, ['1.3.6.1.5.5.7.3.2']]);
      expect(body.thumbprint).toBe(certificate.fingerprint256);
    },
  );

  it.each<KeyAlgorithmName>(['RSA 1024', 'P-521', 'Ed25519'])(
    'with a key of %s is refused',
    async (algorithm) => {
      const { csr } = await makeCsr({ algorithm });
      expect(await ask({ name: 'a', csr })).toMatchObject({
        status: 400,
        body: { error: 'certificate_refused', reason: 'key' },
      });
    },
  );

  it('without an organisation is refused', async () => {
    const { csr } = await makeCsr({ subject: 'C=EU, CN=test-app' });
    expect((await ask({ name: 'a', csr })).body.reason).toBe('organisation');
  });

  it.each([
    ['a comment before it', (csr: string) => `# our new key\n${csr}`],
    ['the text of "openssl req -text"', (csr: string) => `Certificate Request:\n    Data:\n${csr}`],
    ['a comment after it', (csr: string) => `${csr}\nfor Wise`],
    ['a header inside', (csr: string) => csr.replace('\n', '\nComment: ours\n\n')],
    ['a second request', (csr: string) => `${csr}\n${csr}`],
  ])('with %s is refused', async (_what, spoil) => {
    const { csr } = await makeCsr();
    expect((await ask({ name: 'a', csr: spoil(csr) })).body.reason).toBe('not_pem');
  });

  it('that was tampered with is refused: who asks must hold the key', async () => {
    const { csr } = await makeCsr();
    const other = await makeCsr();
    const der = (pem: string) => Buffer.from(pem.split('\n').slice(1, -1).join(''), 'base64');
    const forged = der(csr);
    // Everything of the one request, the signature of the other.
    der(other.csr)
      .subarray(-32)
      .copy(forged, forged.length - 32);
    const pem = `-----BEGIN CERTIFICATE REQUEST-----\n${forged.toString('base64')}\n-----END CERTIFICATE REQUEST-----`;
    expect((await ask({ name: 'a', csr: pem })).body.reason).toBe('signature');
  });

  it('that is no request at all is refused', async () => {
    const pem = '-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----';
    expect((await ask({ name: 'a', csr: pem })).body.reason).toBe('unreadable');
    expect((await ask({ name: ' ', csr: pem })).status).toBe(400);
    expect((await ask({ name: 'a', csr: pem }, 'nobody')).status).toBe(404);
  });
});

describe('documented: the certificates of a client', () => {
  const clientId = 'other-app';

  it('have names of their own, are ten at most, and a revoked one makes room', async () => {
    const { csr } = await makeCsr();
    const made = [];
    for (let count = 0; count < 9; count += 1) made.push(await ask({ name: `key ${count}`, csr }, clientId));
    expect(await ask({ name: 'key 0', csr }, clientId)).toMatchObject({
      status: 400,
      body: { reason: 'name_taken' },
    });
    const both = await Promise.all(['a', 'b'].map((name) => ask({ name, csr }, clientId)));
    expect(both.map(({ status }) => status).sort()).toEqual([201, 400]);
    expect((await ask({ name: 'one too many', csr }, clientId)).body.reason).toBe('too_many');

    const revoke = (id = '') => wise.control('DELETE', `/clients/${clientId}/certificates/${id}`);
    expect((await revoke(made[0]?.body.id)).status).toBe(200);
    expect((await revoke('nothing')).status).toBe(404);
    expect((await ask({ name: 'room again', csr }, clientId)).status).toBe(201);
    const list = (await wise.control('GET', `/clients/${clientId}/certificates`)).body as { name: string }[];
    expect(list.map(({ name }) => name)).toHaveLength(11);
    expect((await ask({ name: 'key 0', csr })).status).toBe(201);
  });
});

describe('the authority', () => {
  it('is downloaded under the file name of Wise’s own example', async () => {
    const response = await fetch(`${wise.get().url}/__emulator/mtls/wise.ca-certificate.sandbox.pem`);
    expect(response.headers.get('content-disposition')).toContain('wise.ca-certificate.sandbox.pem');
    expect(new NodeCertificate(await response.text()).ca).toBe(true);
  });

  it('kept in a folder is the same after a restart, with what it signed and revoked', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'emulator-authority-'));
    try {
      const first = await startEmulator({ clients: [CLIENT], mtls: { folder } });
      const kept = await getIdentity(first.url, CLIENT.clientId);
      const revoked = await getIdentity(first.url, CLIENT.clientId);
      first.state.certificates.revoke(CLIENT.clientId, revoked.id, Date.now());
      await first.close();
      expect(statSync(path.join(folder, 'ca.key.pem')).mode & 0o777).toBe(0o600);

      const second = await startEmulator({ clients: [CLIENT], mtls: { folder } });
      const call = (identity: { key: string; cert: string }) =>
        callOverTls(`${second.mtls.url}/v1/me`, { ca: first.mtls.caCertificate, ...identity });
      expect((await call(kept)).status).toBe(401);
      await expect(call(revoked)).rejects.toThrow();
      expect(second.state.certificates.of(CLIENT.clientId)).toHaveLength(2);
      await second.close();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('that lost its key says so instead of making another', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'emulator-authority-'));
    try {
      await (await startEmulator({ mtls: { folder } })).close();
      rmSync(path.join(folder, 'ca.key.pem'));
      await expect(startEmulator({ mtls: { folder } })).rejects.toThrow('ca.key.pem');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
