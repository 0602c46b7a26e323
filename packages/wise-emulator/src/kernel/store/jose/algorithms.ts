import { createPublicKey, type KeyObject } from 'node:crypto';

/** What Wise signs and verifies with; no RS*, no HS*, no none (docs/wise.md 10). */
export const SIGNING_ALGORITHMS = ['ES256', 'ES384', 'ES512', 'PS256', 'PS384', 'PS512'] as const;
export const KEY_ALGORITHMS = [...SIGNING_ALGORITHMS, 'RSA_OAEP_256'] as const;
export const KEY_SCOPES = ['PAYLOAD_SIGNING', 'PAYLOAD_ENCRYPTION'] as const;

export type SigningAlgorithm = (typeof SIGNING_ALGORITHMS)[number];
/** As the key endpoints write it, with underscores. */
export type KeyAlgorithm = (typeof KEY_ALGORITHMS)[number];
export type KeyScope = (typeof KEY_SCOPES)[number];

/** RFC 7518 section 3.4. */
export const CURVES: Partial<Record<KeyAlgorithm, string>> = {
  ES256: 'prime256v1',
  ES384: 'secp384r1',
  ES512: 'secp521r1',
};
const LEAST_RSA_BITS = 2048;

export function isSigning(algorithm: string): algorithm is SigningAlgorithm {
  return SIGNING_ALGORITHMS.some((known) => known === algorithm);
}

export function scopeOf(algorithm: KeyAlgorithm): KeyScope {
  return isSigning(algorithm) ? 'PAYLOAD_SIGNING' : 'PAYLOAD_ENCRYPTION';
}

/** The public key in this text, base64 DER or PEM (SubjectPublicKeyInfo); undefined when there is none in it. */
export function readPublicKey(text: string): KeyObject | undefined {
  const base64 = text.replace(/-----(BEGIN|END) PUBLIC KEY-----/g, '').replace(/\s/g, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return undefined;
  try {
    return createPublicKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
}

/** RFC 7518 sections 3.4, 3.5 and 4.3: the right curve, or RSA of at least 2048 bits. */
export function fits(key: KeyObject, algorithm: KeyAlgorithm): boolean {
  const { namedCurve, modulusLength = 0 } = key.asymmetricKeyDetails ?? {};
  const curve = CURVES[algorithm];
  if (curve) return key.asymmetricKeyType === 'ec' && namedCurve === curve;
  return key.asymmetricKeyType === 'rsa' && modulusLength >= LEAST_RSA_BITS;
}

/** Base64 of the DER, as the key endpoints carry it. */
export function materialOf(key: KeyObject): string {
  return key.export({ format: 'der', type: 'spki' }).toString('base64');
}
