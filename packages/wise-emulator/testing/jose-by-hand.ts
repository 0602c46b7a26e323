// JWS and JWE from the RFCs with node:crypto alone: a second opinion on what the emulator does with the `jose` library.
import {
  constants,
  createCipheriv,
  createDecipheriv,
  generateKeyPairSync,
  type KeyObject,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
  sign,
  verify,
} from 'node:crypto';

export type KeyPair = { publicKey: KeyObject; privateKey: KeyObject };
export type SigningName = keyof typeof CURVES | keyof typeof SALTS;

const CURVES = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' } as const;
const SALTS = { PS256: 32, PS384: 48, PS512: 64 } as const;

export const encode = (data: string | Uint8Array | object): string =>
  Buffer.from(typeof data === 'string' || data instanceof Uint8Array ? data : JSON.stringify(data)).toString(
    'base64url',
  );
export const decode = (part = ''): Buffer => Buffer.from(part, 'base64url');
export const headerOf = (token: string): Record<string, unknown> =>
  JSON.parse(decode(token.split('.', 1)[0]).toString()) as Record<string, unknown>;

export function rsaPair(): KeyPair {
  return generateKeyPairSync('rsa', { modulusLength: 2048 });
}

export function pairFor(alg: SigningName, ofRsa = rsaPair): KeyPair {
  return alg in CURVES
    ? generateKeyPairSync('ec', { namedCurve: CURVES[alg as keyof typeof CURVES] })
    : ofRsa();
}

/** RFC 7518 sections 3.4 (r and s side by side) and 3.5 (salt as long as the hash). */
function signing(alg: SigningName, key: KeyObject) {
  const hash = `sha${alg.slice(2)}`;
  return alg in CURVES
    ? { hash, options: { key, dsaEncoding: 'ieee-p1363' as const } }
    : {
        hash,
        options: {
          key,
          padding: constants.RSA_PKCS1_PSS_PADDING,
          saltLength: SALTS[alg as keyof typeof SALTS],
        },
      };
}

/** RFC 7515 section 5.1, compact. */
export function signByHand(alg: SigningName, key: KeyObject, header: object, payload: string): string {
  const input = `${encode({ alg, ...header })}.${encode(payload)}`;
  const { hash, options } = signing(alg, key);
  return `${input}.${encode(sign(hash, Buffer.from(input), options))}`;
}

/** The payload; throws when the signature is not that of the key. */
export function verifyByHand(alg: SigningName, key: KeyObject, token: string): string {
  const [header, payload, signature] = token.split('.');
  const { hash, options } = signing(alg, key);
  const isGood = verify(hash, Buffer.from(`${header}.${payload}`), options, decode(signature));
  if (!isGood) throw new Error('not signed by this key');
  return decode(payload).toString();
}

/** RFC 7516 section 5.1 with RSA-OAEP-256 and A256GCM, compact. Keep `contentKey` for a direct answer. */
export function encryptByHand(key: KeyObject, payload: string, header: object = {}) {
  const contentKey = randomBytes(32);
  const wrapped = publicEncrypt({ key, oaepHash: 'sha256' }, contentKey);
  const protectedHeader = encode({ enc: 'A256GCM', alg: 'RSA-OAEP-256', ...header });
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', contentKey, iv).setAAD(Buffer.from(protectedHeader));
  const sealed = Buffer.concat([cipher.update(payload), cipher.final()]);
  const parts = [wrapped, iv, sealed, cipher.getAuthTag()].map(encode);
  return { token: [protectedHeader, ...parts].join('.'), contentKey };
}

/** With a private key (RSA-OAEP-256) or the content key itself (dir). Throws when anything does not fit. */
export function decryptByHand(key: KeyObject | Buffer, token: string): string {
  const [header = '', wrapped, iv, sealed, tag] = token.split('.');
  const contentKey = Buffer.isBuffer(key)
    ? key
    : privateDecrypt({ key, oaepHash: 'sha256' }, decode(wrapped));
  const decipher = createDecipheriv('aes-256-gcm', contentKey, decode(iv), { authTagLength: 16 })
    .setAAD(Buffer.from(header))
    .setAuthTag(decode(tag));
  return Buffer.concat([decipher.update(decode(sealed)), decipher.final()]).toString();
}
