import type { KeyObject } from 'node:crypto';
import { secretKey } from '#vault/keys/random';
import { RootKeyFailure, rootKeyRefuses } from '#vault/keys/root-key-failure';

export const RING_KEY_BYTES = 32;

/**
 * The bytes of a ring key, for the time of one call; they are wiped after it.
 *
 * @throws RootKeyFailure when it is no key of 256 bits: PKCS#11 devices fill odd lengths with zeros and say nothing.
 */
export async function withKeyBytes<Value>(
  key: KeyObject,
  use: (bytes: Buffer) => Promise<Value>,
): Promise<Value> {
  const bytes = key.export();
  try {
    if (bytes.byteLength !== RING_KEY_BYTES) throw new RootKeyFailure('refused', 'a ring key has 32 bytes');
    return await use(bytes);
  } finally {
    bytes.fill(0);
  }
}

/** @throws RootKeyFailure `refused` when what was opened is no key of 256 bits. */
export function openedKey(bytes: Uint8Array): KeyObject {
  try {
    if (bytes.byteLength !== RING_KEY_BYTES) throw rootKeyRefuses();
    return secretKey(bytes);
  } finally {
    bytes.fill(0);
  }
}
