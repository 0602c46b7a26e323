import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CertificateAuthority } from 'wise-emulator/testing';
import { parseVaultEnv, wiseClients } from './vault-env';

const LONG = 'a-secret-of-more-than-thirty-two-characters';
const folder = mkdtempSync(path.join(tmpdir(), 'wise-mtls-'));
const at = (name: string) => path.join(folder, name);

beforeAll(async () => {
  const authority = await CertificateAuthority.create();
  const life = { notBefore: Date.now() - 60_000, notAfter: Date.now() + 3_600_000 };
  for (const name of ['one', 'two']) {
    const { certificate, key } = await authority.makeServer({ dns: [name], ip: [] }, life);
    writeFileSync(at(`${name}.pem`), certificate);
    writeFileSync(at(`${name}.key`), key);
  }
  const whole = readFileSync(at('one.pem'), 'utf8');
  writeFileSync(at('cut.pem'), `${whole}\n${whole.slice(0, 200)}`);
});
afterAll(() => rmSync(folder, { recursive: true }));

const client = (certificate: string | undefined, key: string | undefined, more = {}) => ({
  VAULT_DATABASE_URL: 'postgresql://connect_vault:p@localhost/connect',
  VAULT_JOBS_DATABASE_URL: 'postgresql://connect_jobs:p@localhost/connect',
  VAULT_KEYS: LONG,
  VAULT_INTERNAL_KEY: LONG,
  WISE_PRODUCTION_CLIENT_ID: 'one',
  WISE_PRODUCTION_CLIENT_SECRET: 's',
  WISE_PRODUCTION_CLIENT_CERTIFICATE_FILE: certificate,
  WISE_PRODUCTION_CLIENT_KEY_FILE: key,
  ...more,
});
const urlsOf = (source: Record<string, string | undefined>) =>
  wiseClients(parseVaultEnv(source)).map(({ apiUrl }) => apiUrl);

it('calls the mTLS host when there is a certificate, the plain one when there is none, and another when told so', () => {
  expect(urlsOf(client(undefined, undefined))).toEqual(['https://api.wise.com']);
  expect(urlsOf(client(at('one.pem'), at('one.key')))).toEqual(['https://api-mtls.transferwise.com']);
  const url = 'https://mtls.example.com';
  expect(urlsOf(client(at('one.pem'), at('one.key'), { WISE_PRODUCTION_API_URL: url }))).toEqual([url]);
});

it.each<[string, Record<string, string | undefined>, string]>([
  ['a key of another certificate', client(at('one.pem'), at('two.key')), 'do not belong together'],
  ['no key', client(at('one.pem'), undefined), 'WISE_PRODUCTION_CLIENT_KEY_FILE is missing'],
  ['no certificate', client(undefined, at('one.key')), 'WISE_PRODUCTION_CLIENT_CERTIFICATE_FILE is missing'],
  ['files that are not there', client(at('none'), at('none')), 'cannot be read'],
  [
    'a key that is none',
    client(at('one.pem'), at('one.pem')),
    'WISE_PRODUCTION_CLIENT_KEY_FILE: the key file holds no private key',
  ],
  [
    'a chain that is cut off',
    client(at('cut.pem'), at('one.key')),
    'WISE_PRODUCTION_CLIENT_CERTIFICATE_FILE: TLS does not take',
  ],
  [
    'an authority that is cut off behind another',
    client(at('one.pem'), at('one.key'), { WISE_PRODUCTION_CA_FILE: at('cut.pem') }),
    'WISE_PRODUCTION_CA_FILE must hold certificates in PEM, each of them whole',
  ],
  [
    'an authority that is none',
    client(at('one.pem'), at('one.key'), { WISE_PRODUCTION_CA_FILE: at('one.key') }),
    'WISE_PRODUCTION_CA_FILE must hold certificates in PEM',
  ],
  [
    'an address without TLS',
    client(at('one.pem'), at('one.key'), { WISE_PRODUCTION_API_URL: 'http://localhost:1' }),
    'shows no client certificate',
  ],
])('does not start with %s', (_what, source, problem) => {
  expect(() => parseVaultEnv(source)).toThrow(problem);
});
