import {
  CompactEncrypt,
  CompactSign,
  compactDecrypt,
  compactVerify,
  exportJWK,
  exportSPKI,
  importJWK,
  importPKCS8,
  importSPKI,
  type JWK,
} from 'jose';
import { isSigningAlgorithm, type JoseKeyText, type KeyAlgorithm } from '#vault/env/jose-key';
import type { SigningKey } from './sign';

/** A private key of ours, ready for use, and its public half as Wise's key endpoint takes it. */
export type OwnKey = Omit<JoseKeyText, 'text' | 'format'> & {
  privateKey: CryptoKey;
  /** Base64 of the DER SubjectPublicKeyInfo. */
  publicKey: string;
};

const PEM_EDGES = /-----(BEGIN|END) PUBLIC KEY-----|\s/g;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * @returns undefined when the material is not a private key for its algorithm: another curve, RSA below 2048 bits, halves of two
 *   keys.
 */
export async function importOwnKey({ text, format, ...named }: JoseKeyText): Promise<OwnKey | undefined> {
  try {
    const jwk = format === 'jwk' ? jwkOf(text.reveal()) : await fromPem(text.reveal(), named.alg);
    const privateKey = await importJWK(privatePart(jwk), named.alg);
    const publicKey = await importJWK(publicPart(jwk), named.alg, { extractable: true });
    if (!isCryptoKey(privateKey) || !isCryptoKey(publicKey) || privateKey.type !== 'private')
      return undefined;
    if (!isStrong(privateKey)) return undefined;
    await tryBoth(privateKey, publicKey, named.alg);
    return { ...named, privateKey, publicKey: (await exportSPKI(publicKey)).replace(PEM_EDGES, '') };
  } catch {
    return undefined;
  }
}

/** An RSA key with another one's modulus is imported without a word. @throws Error unless one half undoes what the other does. */
async function tryBoth(privateKey: CryptoKey, publicKey: CryptoKey, alg: KeyAlgorithm): Promise<void> {
  const text = new Uint8Array([1]);
  if (isSigningAlgorithm(alg)) {
    const signed = await new CompactSign(text).setProtectedHeader({ alg }).sign(privateKey);
    await compactVerify(signed, publicKey);
    return;
  }
  const sealed = await new CompactEncrypt(text)
    .setProtectedHeader({ alg, enc: 'A256GCM' })
    .encrypt(publicKey);
  await compactDecrypt(sealed, privateKey);
}

/** What signs with a key of ours; undefined for an encryption key. */
export function signingKeyOf({ kid, alg, privateKey }: OwnKey): SigningKey | undefined {
  return isSigningAlgorithm(alg) ? { kid, alg, privateKey } : undefined;
}

/** A public key as Wise gives it, base64 DER, bound to one algorithm; undefined when it is no key for that. */
export async function importPublicKey(material: string, alg: KeyAlgorithm): Promise<CryptoKey | undefined> {
  if (!BASE64.test(material) || material.length > 4_096) return undefined;
  try {
    const key = await importSPKI(`-----BEGIN PUBLIC KEY-----\n${material}\n-----END PUBLIC KEY-----`, alg);
    return isStrong(key) ? key : undefined;
  } catch {
    return undefined;
  }
}

function jwkOf(text: string): JWK {
  return JSON.parse(text);
}

async function fromPem(text: string, alg: string): Promise<JWK> {
  const pem = text.slice(text.indexOf('-----BEGIN PRIVATE KEY-----'));
  return exportJWK(await importPKCS8(pem, alg, { extractable: true }));
}

// Only the key itself: what the file declares was checked when it was read.
function privatePart({ kty, crv, x, y, n, e, d, p, q, dp, dq, qi }: JWK): JWK {
  return defined({ kty, crv, x, y, n, e, d, p, q, dp, dq, qi });
}

function publicPart({ kty, crv, x, y, n, e }: JWK): JWK {
  return defined({ kty, crv, x, y, n, e });
}

function defined(jwk: Record<string, string | undefined>): JWK {
  return Object.fromEntries(Object.entries(jwk).filter(([, value]) => value !== undefined)) as JWK;
}

function isCryptoKey(key: CryptoKey | Uint8Array): key is CryptoKey {
  return !(key instanceof Uint8Array);
}

/** RFC 7518 §3.5, §4.3: RSA of 2048 bits or more. Curves are checked by the import. */
function isStrong({ algorithm }: CryptoKey): boolean {
  return !('modulusLength' in algorithm) || Number(algorithm.modulusLength) >= 2048;
}
