import { CompactEncrypt, compactDecrypt } from 'jose';
import { ENCRYPTION_ALGORITHM } from '#vault/env/jose-key';
import { readHeader } from './compact';
import { type JoseResult, ok, refused } from './result';

export const CONTENT_ENCRYPTION = 'A256GCM';
const IV_AND_TAG_CHARS = { iv: 16, tag: 22 };

/** `kid` is the key of ours that the answer is to be encrypted for, as Wise reads it (docs/wise.md 10). */
export type EncryptionTarget = { key: CryptoKey; kid?: string; contentKey?: Uint8Array };

/** A JWE in compact form: RSA-OAEP-256 with A256GCM and nothing else. A content key is fresh unless one is given. */
export function encrypt(payload: Uint8Array, { key, kid, contentKey }: EncryptionTarget): Promise<string> {
  const message = new CompactEncrypt(payload).setProtectedHeader({
    alg: ENCRYPTION_ALGORITHM,
    enc: CONTENT_ENCRYPTION,
    ...(kid === undefined ? {} : { kid }),
  });
  if (contentKey !== undefined) message.setContentEncryptionKey(contentKey);
  return message.encrypt(key);
}

/** The plaintext of a JWE for the key of ours that its `kid` names; exactly that key is tried. */
export async function decrypt(
  text: string,
  keyFor: (kid: string) => CryptoKey | undefined,
): Promise<JoseResult<Uint8Array>> {
  const read = readEncrypted(text, ENCRYPTION_ALGORITHM);
  if (read.kind === 'refused') return read;
  const { kid } = read.value;
  if (typeof kid !== 'string') return refused('header');
  const key = keyFor(kid);
  return key === undefined ? refused('key') : open(text, key, ENCRYPTION_ALGORITHM);
}

/** The plaintext of a JWE under the content key of our request (`alg` `dir`, RFC 7518 §4.5). */
export async function decryptDirect(text: string, contentKey: Uint8Array): Promise<JoseResult<Uint8Array>> {
  const read = readEncrypted(text, 'dir');
  return read.kind === 'refused' ? read : open(text, contentKey, 'dir');
}

function readEncrypted(text: string, alg: string) {
  const read = readHeader(text, 5);
  if (read.kind === 'refused') return read;
  if (read.value.alg !== alg || read.value.enc !== CONTENT_ENCRYPTION) return refused('algorithm');
  const [, wrapped = '', iv, , tag] = text.split('.');
  const isDirect = alg === 'dir';
  const hasForm =
    iv?.length === IV_AND_TAG_CHARS.iv &&
    tag?.length === IV_AND_TAG_CHARS.tag &&
    (wrapped === '') === isDirect;
  return hasForm ? read : refused('form');
}

async function open(text: string, key: CryptoKey | Uint8Array, alg: string): Promise<JoseResult<Uint8Array>> {
  try {
    const { plaintext } = await compactDecrypt(text, key, {
      keyManagementAlgorithms: [alg],
      contentEncryptionAlgorithms: [CONTENT_ENCRYPTION],
    });
    return ok(plaintext);
  } catch {
    return refused('decryption');
  }
}
