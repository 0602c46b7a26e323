import { CompactEncrypt, compactDecrypt } from 'jose';
import { ENCRYPTION_ALGORITHM } from '#vault/env/jose-key';
import { readHeader } from './compact';
import { type JoseResult, ok, refused } from './result';

export const CONTENT_ENCRYPTION = 'A256GCM';
/** The content key is agreed with a key that the sender makes for one message (RFC 7518 §4.6). */
export const AGREEMENT_ALGORITHM = 'ECDH-ES';
/** Of these no content key is in the message (RFC 7516 §5.1, step 7). */
const WITHOUT_WRAPPED_KEY: readonly string[] = ['dir', AGREEMENT_ALGORITHM];
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

/**
 * The plaintext of a JWE for the key of ours that its `kid` names; exactly that key is tried.
 *
 * @param alg what the key is for; never what the message says.
 */
export async function decrypt(
  text: string,
  keyFor: (kid: string) => CryptoKey | undefined,
  alg: typeof ENCRYPTION_ALGORITHM | typeof AGREEMENT_ALGORITHM = ENCRYPTION_ALGORITHM,
): Promise<JoseResult<Uint8Array>> {
  const read = readEncrypted(text, alg);
  if (read.kind === 'refused') return read;
  const { kid } = read.value;
  if (typeof kid !== 'string') return refused('header');
  const key = keyFor(kid);
  return key === undefined ? refused('key') : open(text, key, alg);
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
  const hasForm =
    iv?.length === IV_AND_TAG_CHARS.iv &&
    tag?.length === IV_AND_TAG_CHARS.tag &&
    (wrapped === '') === WITHOUT_WRAPPED_KEY.includes(alg);
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
