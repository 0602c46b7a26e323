import { randomUUID } from 'node:crypto';
import { exportJWK, exportSPKI, generateKeyPair } from 'jose';
import type { KeyAlgorithm } from '#vault/env/jose-key';

/** A new private key as `npm run jose -- keys make` writes one, and its public half. */
export async function newKey(alg: KeyAlgorithm, times: { nbf?: number; exp?: number } = {}) {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const kid = randomUUID();
  const use = alg === 'RSA-OAEP-256' ? 'enc' : 'sig';
  const text = JSON.stringify({ ...(await exportJWK(privateKey)), kid, alg, use, ...times });
  const spki = (await exportSPKI(publicKey)).replace(/-----(BEGIN|END) PUBLIC KEY-----|\s/g, '');
  return { kid, alg, use, text, spki, privateKey, publicKey };
}

export type NewKey = Awaited<ReturnType<typeof newKey>>;
