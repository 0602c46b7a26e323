import { decrypt, type EncryptionTarget, encrypt } from './encrypt';
import { type JoseResult, refused } from './result';
import { type SigningKey, sign, verify } from './sign';

const utf8 = new TextEncoder();
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Signs, then encrypts the signed text: the signature is not seen on the way, and is over what was meant (RFC 7519 §11.2). */
export async function signThenEncrypt(
  payload: Uint8Array,
  { url, signingKey, target }: { url: string; signingKey: SigningKey; target: EncryptionTarget },
): Promise<string> {
  return encrypt(utf8.encode(await sign(payload, { url, key: signingKey })), target);
}

/** Decrypts, then verifies what was in it. A plaintext without signature is refused. */
export async function decryptThenVerify(
  text: string,
  keys: { decryption: Parameters<typeof decrypt>[1]; verification: Parameters<typeof verify>[1] },
): Promise<JoseResult<Uint8Array>> {
  const decrypted = await decrypt(text, keys.decryption);
  if (decrypted.kind === 'refused') return decrypted;
  let signed: string;
  try {
    signed = strictUtf8.decode(decrypted.value);
  } catch {
    return refused('form');
  }
  return verify(signed, keys.verification);
}
