import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { hkdf, type KeyRing } from './key-ring';

/** RFC 8410 §7: what stands before the 32 bytes of an Ed25519 private key in PKCS #8. */
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');

export type SigningKey = {
  keyId: string;
  /** PEM (RFC 7468), for whoever verifies: nothing of it is secret. */
  publicKey: string;
  sign(text: string): Buffer;
};

/**
 * A key that signs for people outside (Ed25519, RFC 8032), derived from the primary ring key for one purpose: it is the
 * same in each vault and needs no table, and ends with its ring key. Its public half is what others keep.
 *
 * @throws AppError KEY_UNKNOWN when the ring has no key to seal with.
 */
export function signingKey(ring: KeyRing, purpose: string): SigningKey {
  const { keyId } = ring.primaryKey();
  const seed = hkdf(ring, keyId, `sign/${purpose}`).export();
  const encoded = Buffer.concat([PKCS8_ED25519, seed]);
  const key = createPrivateKey({ key: encoded, format: 'der', type: 'pkcs8' });
  seed.fill(0);
  encoded.fill(0);
  return {
    keyId,
    publicKey: createPublicKey(key).export({ format: 'pem', type: 'spki' }).toString(),
    sign: (text) => sign(null, Buffer.from(text, 'utf8'), key),
  };
}
