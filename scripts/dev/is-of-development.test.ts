import { expect, it } from 'vitest';
import { isOfDevelopment } from '#scripts/dev/is-of-development';

it.each([
  [{}, true],
  [{ VAULT_DATABASE_URL: 'postgresql://…' }, true],
  [{ VAULT_ROOT_KEY: 'root-1:…' }, true],
  [{ VAULT_ROOT_PROVIDER: 'pkcs11' }, true],
  // a production vault: development's key in its ring would seal what no other vault opens
  [{ VAULT_KEYS: 'k1:…' }, false],
  [{ VAULT_KEYS_FILE: '/run/secrets/keys' }, false],
  [{ VAULT_ROOT_KEY: 'root-1:…', VAULT_DATABASE_URL: 'postgresql://…' }, false],
  [{ VAULT_ROOT_KEY_FILE: '/run/secrets/root', VAULT_DATABASE_URL_FILE: '/run/secrets/url' }, false],
  [{ VAULT_ROOT_KEY: 'root-1:…', VAULT_INTERNAL_KEY: '…' }, false],
])('of %j: %s', (vault, isIt) => {
  expect(isOfDevelopment(vault)).toBe(isIt);
});
