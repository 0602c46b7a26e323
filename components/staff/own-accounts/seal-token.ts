import { CompactEncrypt } from 'jose/jwe/compact/encrypt';
import { importJWK } from 'jose/key/import';
import type { SealingKey } from '#lib/contract/personal-token-acts';

/** The token as a JWE that only the vault opens (decision 097): `ECDH-ES` with P-256, `A256GCM`. */
export async function sealToken(token: string, { id, publicKey }: SealingKey): Promise<string> {
  const key = await importJWK(publicKey, 'ECDH-ES');
  return new CompactEncrypt(new TextEncoder().encode(token))
    .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', kid: id })
    .encrypt(key);
}
