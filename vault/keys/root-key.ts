import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import type { Secret } from '#lib/log/secret';
import { decrypt, encrypt, NONCE_BYTES } from './aead';
import { KEY_BYTES, readKeys } from './read-keys';
import { RootKeyFailure, rootKeyRefuses } from './root-key-failure';

/**
 * Holds the root key, which wraps the ring keys of the database (design 4.11, decisions 038, 057). Asynchronous, because it
 * may be a device or a service. It is asked when a ring key is made, and when a process opens it for the first time: ring
 * keys stay in that process, so a provider that goes away stops no running vault.
 */
export type RootKeyProvider = {
  readonly name: string;
  /** Names the root key that wraps now; kept beside what it wrapped, and no secret. */
  readonly rootKeyId: string;
  /** @param keyId what it is wrapped as; `<ring key>/audit` for what verifies the seals of a destroyed key. */
  wrap(keyId: string, key: KeyObject): Promise<Buffer>;
  /**
   * @param rootKeyId the `rootKeyId` that wrapped it: an older root key may still open.
   * @throws when these are not the bytes that it made for this key id, or when it cannot be used now.
   */
  unwrap(keyId: string, wrapped: Uint8Array, rootKeyId: string): Promise<KeyObject>;
  /** @throws when it cannot be used now. */
  health(): Promise<void>;
};

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
    wrap: async (keyId, key) => {
      const nonce = randomBytes(NONCE_BYTES);
      const plaintext = key.export();
      if (plaintext.byteLength !== KEY_BYTES) throw new RootKeyFailure('refused', 'a ring key has 32 bytes');
      const wrapped = encrypt(rootKey, { nonce, associatedData: bindingOf(rootKeyId, keyId), plaintext });
      plaintext.fill(0);
      return Buffer.concat([nonce, wrapped]);
    },
    unwrap: async (keyId, wrapped, id) => {
      const root = keys.find((each) => each.keyId === id);
      if (root === undefined) throw new RootKeyFailure('denied', `VAULT_ROOT_KEY has no root key ${id}`);
      const [nonce, sealed] = [wrapped.subarray(0, NONCE_BYTES), wrapped.subarray(NONCE_BYTES)];
      try {
        const bytes = decrypt(root.key, { nonce, associatedData: bindingOf(id, keyId), sealed });
        const key = createSecretKey(bytes);
        bytes.fill(0);
        return key;
      } catch (cause) {
        throw rootKeyRefuses(cause);
      }
    },
    health: async () => undefined,
  };
}

/** What binds a wrapped ring key to the root key and to its own id. Ids have no NUL. */
export function bindingOf(rootKeyId: string, keyId: string): Buffer {
  return Buffer.from(['connect-wise ring key', rootKeyId, keyId].join('\0'), 'utf8');
}
