import { createSecretKey, type KeyObject } from 'node:crypto';

/**
 * Holds the root key, which wraps the ring keys (docs/decisions/038). Asynchronous, because it may be a device or a
 * service. It is asked at start only: ring keys stay in this process, so a provider that goes away stops no running vault.
 */
export type RootKeyProvider = {
  readonly name: string;
  /** Names the root key that wraps now; kept beside what it wrapped, and no secret. */
  readonly rootKeyId: string;
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
 * The provider `env`: VAULT_KEYS has the ring keys as they are, so the root of trust is whoever may read the vault's
 * environment. Nothing is wrapped, and nothing outside this process can be away.
 */
export const envRootKey: RootKeyProvider = {
  name: 'env',
  rootKeyId: 'env',
  wrap: async (_keyId, key) => key.export(),
  unwrap: async (_keyId, wrapped) => createSecretKey(wrapped),
  health: async () => undefined,
};
