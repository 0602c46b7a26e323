import { expect, it } from 'vitest';
import { ConfigurationError } from '#lib/env/read';
import { remoteRootKey } from '#vault/root-keys/remote-root-key';
import { rootKeySettings } from './root-key-settings';
import { parseVaultEnv } from './vault-env';

const BASE = {
  VAULT_DATABASE_URL: 'postgresql://vault@127.0.0.1/x',
  VAULT_JOBS_DATABASE_URL: 'postgresql://jobs@127.0.0.1/x',
  VAULT_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64')}`,
  VAULT_INTERNAL_KEY: 'an internal key of more than 32 characters',
  WISE_SANDBOX_CLIENT_ID: 'client',
  WISE_SANDBOX_CLIENT_SECRET: 'a client secret',
};
const ARN = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const PIN = '648219-is-the-pin';
const PKCS11 = {
  VAULT_PKCS11_MODULE: '/usr/lib/libpkcs11.so',
  VAULT_PKCS11_TOKEN: 'connect-wise',
  VAULT_PKCS11_PIN: PIN,
  VAULT_PKCS11_KEY: 'root-2, root-1',
};
const TRANSIT = {
  VAULT_TRANSIT_URL: 'https://openbao.example.com:8200',
  VAULT_TRANSIT_KEY: 'connect-wise',
  VAULT_TRANSIT_TOKEN: 'hvs.a-token',
};

function problemsOf(settings: Record<string, string>): string {
  try {
    parseVaultEnv({ ...BASE, ...settings });
    return '';
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems.join('\n');
    throw error;
  }
}

it('makes a provider of each complete set, named by the first of its keys', () => {
  const env = parseVaultEnv({ ...BASE, ...PKCS11, ...TRANSIT, VAULT_KMS_KEY: ARN });
  const providers = rootKeySettings(env).map(remoteRootKey);
  expect(providers.map(({ name, rootKeyId }) => [name, rootKeyId])).toEqual([
    ['pkcs11', 'root-2'],
    ['aws-kms', ARN],
    ['transit', 'connect-wise'],
  ]);
  expect(rootKeySettings(parseVaultEnv(BASE))).toEqual([]);
});

it.each([...Object.keys(PKCS11), ...Object.keys(TRANSIT)])('names %s when it alone is missing', (name) => {
  const all: Record<string, string> = { ...PKCS11, ...TRANSIT };
  delete all[name];
  expect(problemsOf(all)).toContain(`${name} is missing: set it, or remove the others of this provider`);
});

it.each([
  ['VAULT_PKCS11_MODULE', 'libpkcs11.so', 'must be the full path of a file'],
  ['VAULT_PKCS11_KEY', 'root-1,root-1', 'must be labels of keys'],
  ['VAULT_PKCS11_ENVIRONMENT', 'SOFTHSM2_CONF', 'must be NAME=value'],
  ['VAULT_KMS_KEY', 'alias/connect-wise', 'must be ARNs of keys'],
  [
    'VAULT_KMS_ACCESS_KEY_ID',
    'AKIDEXAMPLEEXAMPLE',
    'VAULT_KMS_SECRET_ACCESS_KEY is missing: set both, or neither',
  ],
  ['VAULT_TRANSIT_URL', 'http://openbao.example.com', 'must be https'],
  ['VAULT_TRANSIT_KEY', '../sys/seal', 'must be names of keys'],
  ['VAULT_TRANSIT_MOUNT', 'transit/../sys', 'must be the path where the engine is mounted'],
  ['VAULT_TRANSIT_CA', 'no certificate', 'must be certificates in PEM'],
])('refuses %s=%s in words, and repeats no login', (name, value, words) => {
  const problems = problemsOf({ ...PKCS11, ...TRANSIT, [name]: value });
  expect(problems).toContain(words);
  expect(problems).not.toContain(PIN);
});
