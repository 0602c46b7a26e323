import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CertificateAuthority, makeCsr } from 'wise-emulator/testing';
import { readTlsPair } from './tls-pair';

const folder = mkdtempSync(path.join(tmpdir(), 'tls-pair-'));
const HOUR = 3_600_000;
let authority: CertificateAuthority;

beforeAll(async () => {
  authority = await CertificateAuthority.create();
});
afterAll(() => rmSync(folder, { recursive: true }));

async function make(notBefore = Date.now() - HOUR, notAfter = Date.now() + HOUR) {
  return authority.makeServer({ dns: ['a.example'], ip: [] }, { notBefore, notAfter });
}

function read({ certificate, key }: { certificate: string | Buffer; key: string }) {
  const files = { certificateFile: path.join(folder, 'c.pem'), keyFile: path.join(folder, 'k.pem') };
  writeFileSync(files.certificateFile, certificate);
  writeFileSync(files.keyFile, key);
  return readTlsPair(files);
}

it('reads a certificate with its key', async () => {
  expect(read(await make())).toMatchObject({ pair: { commonName: 'a.example', keyKind: 'EC P-256' } });
});

type Made = () => Promise<{ certificate: string | Buffer; key: string }>;
it.each<[string, Made, string, 'certificate' | 'key']>([
  [
    'a key of another certificate',
    async () => ({ ...(await make()), key: (await make()).key }),
    'do not belong together',
    'certificate',
  ],
  [
    'a key of another kind',
    async () => ({ ...(await make()), key: (await makeCsr({ algorithm: 'RSA 2048' })).key }),
    'do not belong together',
    'certificate',
  ],
  [
    'an expired certificate',
    () => make(Date.now() - 2 * HOUR, Date.now() - HOUR),
    'expired on',
    'certificate',
  ],
  [
    'a certificate of tomorrow',
    () => make(Date.now() + 24 * HOUR, Date.now() + 48 * HOUR),
    'is not valid before',
    'certificate',
  ],
  [
    'no certificate',
    async () => ({ ...(await make()), certificate: 'secret words' }),
    'holds no certificate in PEM',
    'certificate',
  ],
  [
    'no key',
    async () => ({ ...(await make()), key: 'secret words' }),
    'holds no private key in PEM: save the one',
    'key',
  ],
  [
    'a key with a passphrase',
    async () => {
      const { certificate, key } = await make();
      const secret = { cipher: 'aes-128-cbc', passphrase: 'secret words' };
      return {
        certificate,
        key: createPrivateKey(key)
          .export({ type: 'pkcs8', format: 'pem', ...secret })
          .toString(),
      };
    },
    'has a passphrase, which nobody could type: save the key without one',
    'key',
  ],
  [
    'an authority before our own certificate',
    async () => {
      const { certificate, key } = await make();
      return { certificate: `${authority.certificate}\n${certificate}`, key };
    },
    'begins with another certificate than our own: put ours first',
    'certificate',
  ],
  [
    'a chain that is cut off',
    async () => {
      const { certificate, key } = await make();
      return { certificate: `${certificate}\n${authority.certificate.slice(0, 200)}`, key };
    },
    'each certificate in it must be whole',
    'certificate',
  ],
  [
    'a certificate in DER',
    async () => {
      const { certificate, key } = await make();
      return { certificate: new X509Certificate(certificate).raw, key };
    },
    'is in DER, a binary form: save it as PEM',
    'certificate',
  ],
])('refuses %s, with words and without what is in the files', async (_what, pair, problem, file) => {
  const found = read(await pair());
  expect(found).toEqual({ problem: expect.stringContaining(problem), file });
  expect(JSON.stringify(found)).not.toContain('secret words');
});

it('says which file cannot be read', () => {
  const missing = readTlsPair({ certificateFile: '/nowhere/c.pem', keyFile: '/nowhere/k.pem' });
  expect(missing).toEqual({
    problem: 'the certificate file /nowhere/c.pem cannot be read',
    file: 'certificate',
  });
});
