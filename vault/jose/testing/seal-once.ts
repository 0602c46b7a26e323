import { CompactEncrypt, importJWK } from 'jose';
import type { P256Key } from '../one-time-key';

/** As a page seals a token for the vault. */
export async function sealOnce(
  text: string,
  { id: kid, publicKey }: { id: string; publicKey: P256Key },
  header: Readonly<Record<string, string>> = {},
): Promise<string> {
  return new CompactEncrypt(Buffer.from(text))
    .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', kid, ...header })
    .encrypt(await importJWK(publicKey, 'ECDH-ES'));
}
