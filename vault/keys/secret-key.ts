import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';

/** A key of these bytes, which are copied. */
export function secretKey(bytes: Uint8Array): KeyObject {
  return createSecretKey(bytes);
}

/** A key of 256 random bits. */
export function newSecretKey(): KeyObject {
  const bytes = randomBytes(32);
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return key;
}
