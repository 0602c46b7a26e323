import type { KeyObject } from 'node:crypto';

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

/** What binds a wrapped ring key to the root key and to its own id. Ids have no NUL. */
export function bindingOf(rootKeyId: string, keyId: string): Buffer {
  return Buffer.from(['connect-wise ring key', rootKeyId, keyId].join('\0'), 'utf8');
}
