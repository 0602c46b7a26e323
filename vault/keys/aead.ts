import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';

export const NONCE_BYTES = 12;
export const TAG_BYTES = 16;

/** A random nonce: good for 2^32 uses of one key (SP 800-38D §8.3). */
export function newNonce(): Buffer {
  return randomBytes(NONCE_BYTES);
}

/** AES-256-GCM (SP 800-38D): ciphertext | tag. A nonce must never come twice with one key. */
export function encrypt(
  key: KeyObject,
  input: { nonce: Uint8Array; associatedData: Uint8Array; plaintext: Uint8Array },
): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, input.nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(input.associatedData);
  return Buffer.concat([cipher.update(input.plaintext), cipher.final(), cipher.getAuthTag()]);
}

/** Throws when anything does not fit; never hands out plaintext that is not authenticated. */
export function decrypt(
  key: KeyObject,
  input: { nonce: Uint8Array; associatedData: Uint8Array; sealed: Uint8Array },
): Buffer {
  const tagAt = input.sealed.byteLength - TAG_BYTES;
  if (tagAt < 0) throw new Error('too short');
  // Without authTagLength Node 20 takes a 4-byte tag, which a writer of the database could forge.
  const decipher = createDecipheriv('aes-256-gcm', key, input.nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(input.associatedData);
  decipher.setAuthTag(input.sealed.subarray(tagAt));
  // GCM holds nothing back: update() returns all of the plaintext, before it is checked, so nobody has it until final() passed.
  const plaintext = decipher.update(input.sealed.subarray(0, tagAt));
  decipher.final();
  return plaintext;
}
