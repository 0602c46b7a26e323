import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';

const KWP_CIPHER = 'id-aes256-wrap-pad';
/** The alternative initial value of RFC 5649 §3; OpenSSL wants it spelled out. */
const KWP_IV = Buffer.from('A65959A6', 'hex');

/**
 * AES-256-KWP (RFC 5649 §4.1): has no nonce, so it cannot repeat one.
 *
 * @throws for an empty key: OpenSSL makes zero bytes of it and reports no error; RFC 5649 §3 wants one byte at least.
 */
export function wrapKey(wrappingKey: KeyObject, key: Uint8Array): Buffer {
  if (key.byteLength === 0) throw new Error('there is no key to wrap');
  const cipher = createCipheriv(KWP_CIPHER, wrappingKey, KWP_IV);
  return Buffer.concat([cipher.update(key), cipher.final()]);
}

/** AES-256-KWP (RFC 5649 §4.2). Throws when the integrity check fails. */
export function unwrapKey(wrappingKey: KeyObject, wrapped: Uint8Array): Buffer {
  const decipher = createDecipheriv(KWP_CIPHER, wrappingKey, KWP_IV);
  return Buffer.concat([decipher.update(wrapped), decipher.final()]);
}
