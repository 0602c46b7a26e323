import type { KeyObject } from 'node:crypto';
import { Secret } from '#lib/log/secret';
import type { RootKeyProvider } from '#vault/keys/root-key';
import { RootKeys } from '#vault/ring-keys/root-keys';
import { envRootKey } from '#vault/root-keys/env-root-key';

/** VAULT_ROOT_KEY of tests. */
export const ROOT_KEY = `root-1:${Buffer.alloc(32, 9).toString('base64')}`;

/** A root key provider that can go away, as a device or a service does. */
export class FakeRoot implements RootKeyProvider {
  readonly name = 'device';
  readonly rootKeyId = 'root-1';
  isAway = false;
  /** What it was asked for. */
  readonly asked: string[] = [];
  readonly #inner = envRootKey(new Secret(ROOT_KEY));

  get keys(): RootKeys {
    return new RootKeys([this], this);
  }

  async wrap(keyId: string, key: KeyObject): Promise<Buffer> {
    this.#answer(`wrap ${keyId}`);
    return this.#inner.wrap(keyId, key);
  }

  async unwrap(keyId: string, wrapped: Uint8Array, rootKeyId: string): Promise<KeyObject> {
    this.#answer(`unwrap ${keyId}`);
    return this.#inner.unwrap(keyId, wrapped, rootKeyId);
  }

  async health(): Promise<void> {
    this.#answer('health');
  }

  #answer(what: string): void {
    this.asked.push(what);
    if (this.isAway) throw new Error('no route to the device');
  }
}
