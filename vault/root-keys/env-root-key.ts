import type { Secret } from '#lib/log/secret';
import { decrypt, encrypt, NONCE_BYTES, newNonce } from '#vault/keys/aead';
import { readKeys } from '#vault/keys/read-keys';
import { bindingOf, type RootKeyProvider } from '#vault/keys/root-key';
import { RootKeyFailure, rootKeyRefuses } from '#vault/keys/root-key-failure';
import { openedKey, withKeyBytes } from './ring-key';

/**
 * The provider `env`: the root keys are in VAULT_ROOT_KEY, so the root of trust is whoever may read the vault's environment.
 * The first one wraps, the others still open. AES-256-GCM; both ids are authenticated, so that a wrapped key which was moved
 * to another row does not open.
 *
 * @throws ConfigurationError naming the entry that is wrong.
 */
export function envRootKey(text: Secret): RootKeyProvider {
  const keys = readKeys('VAULT_ROOT_KEY', text);
  const [{ keyId: rootKeyId, key: rootKey }] = keys;
  return {
    name: 'env',
    rootKeyId,
    wrap: (keyId, key) =>
      withKeyBytes(key, async (plaintext) => {
        const nonce = newNonce();
        const associatedData = bindingOf(rootKeyId, keyId);
        return Buffer.concat([nonce, encrypt(rootKey, { nonce, associatedData, plaintext })]);
      }),
    unwrap: async (keyId, wrapped, id) => {
      const root = keys.find((each) => each.keyId === id);
      if (root === undefined) throw new RootKeyFailure('denied', `VAULT_ROOT_KEY has no root key ${id}`);
      const [nonce, sealed] = [wrapped.subarray(0, NONCE_BYTES), wrapped.subarray(NONCE_BYTES)];
      try {
        return openedKey(decrypt(root.key, { nonce, associatedData: bindingOf(id, keyId), sealed }));
      } catch (cause) {
        throw rootKeyRefuses(cause);
      }
    },
    health: async () => undefined,
  };
}
