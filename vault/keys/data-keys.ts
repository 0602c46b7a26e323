import { createSecretKey, type KeyObject } from 'node:crypto';

export const DATA_KEY_BYTES = 32;

/** Half a megabyte of keys, and their names. */
const MOST = 16_384;

/**
 * The data keys that a process unwrapped last. OpenSSL unwraps (RFC 5649) without the processor's AES: 8 µs, a tenth of a
 * vend. The ring keys, which open the same records, are in this memory for longer (decision 102).
 *
 * The bytes stand in one buffer outside the JavaScript heap; as KeyObjects they would take 1.8 kB each.
 */
export class DataKeys {
  readonly #slots = new Map<string, number>();
  readonly #names: string[] = [];
  readonly #most: number;
  #bytes = Buffer.alloc(0);
  #next = 0;

  /** @param most how many are remembered; the oldest make room. */
  constructor(most = MOST) {
    this.#most = most;
  }

  /** @returns a KeyObject: bytes save 2 µs in Node 20, and cost 12 more in Node 24 (findings/node-cipher-key-of-bytes.sh). */
  find(keyId: string, wrappedKey: Uint8Array): KeyObject | undefined {
    const slot = this.#slots.get(nameOf(keyId, wrappedKey));
    return slot === undefined ? undefined : createSecretKey(this.#at(slot));
  }

  /** @param bytes of the key; copied. */
  remember(keyId: string, wrappedKey: Uint8Array, bytes: Uint8Array): void {
    if (this.#bytes.byteLength === 0) this.#bytes = Buffer.alloc(this.#most * DATA_KEY_BYTES);
    const slot = this.#next;
    this.#next = (slot + 1) % this.#most;
    const oldest = this.#names[slot];
    if (oldest !== undefined) this.#slots.delete(oldest);
    const name = nameOf(keyId, wrappedKey);
    this.#names[slot] = name;
    this.#slots.set(name, slot);
    this.#at(slot).set(bytes);
  }

  forget(): void {
    this.#slots.clear();
    this.#names.length = 0;
    this.#bytes.fill(0);
    this.#next = 0;
  }

  #at(slot: number): Buffer {
    return this.#bytes.subarray(slot * DATA_KEY_BYTES, (slot + 1) * DATA_KEY_BYTES);
  }
}

/** With the id of the ring key: the same wrapped key beside another id is another record, which has to be refused. */
const nameOf = (keyId: string, { buffer, byteOffset, byteLength }: Uint8Array): string =>
  keyId + Buffer.from(buffer, byteOffset, byteLength).toString('latin1');
