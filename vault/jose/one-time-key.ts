import { exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import { Secret } from '#lib/log/secret';
import { AGREEMENT_ALGORITHM, decrypt } from './encrypt';
import { type JoseResult, refused } from './result';

export type P256Key = { kty: 'EC'; crv: 'P-256'; x: string; y: string };

/** A key that one message is encrypted for, on P-256: made in less than a millisecond, unlike one of RSA. */
export async function makeOneTimeKey(): Promise<{ publicKey: P256Key; privateKey: Secret }> {
  const { privateKey } = await generateKeyPair(AGREEMENT_ALGORITHM, { crv: 'P-256', extractable: true });
  const { x, y, d } = await exportJWK(privateKey);
  if (x === undefined || y === undefined) throw new Error('no P-256 key');
  const publicKey = { kty: 'EC', crv: 'P-256', x, y } as const;
  return { publicKey, privateKey: new Secret(JSON.stringify({ ...publicKey, d })) };
}

/** The plaintext of a JWE for this key, which its `kid` has to name. A point that is not on the curve is refused by the import. */
export async function openOnce(
  text: string,
  key: { id: string; privateKey: Secret },
): Promise<JoseResult<Uint8Array>> {
  const imported = await importJWK(JSON.parse(key.privateKey.reveal()) as JWK, AGREEMENT_ALGORITHM);
  if (imported instanceof Uint8Array) return refused('key');
  return decrypt(text, (kid) => (kid === key.id ? imported : undefined), AGREEMENT_ALGORITHM);
}
