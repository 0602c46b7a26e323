import { exportJWK, generateKeyPair } from 'jose';
import { ENCRYPTION_ALGORITHM, type KeyAlgorithm } from '#vault/env/jose-key';
import { randomId } from '#vault/keys/random';

/** NIST SP 800-57 part 1, table 2: 128 bits of strength. */
const RSA_BITS = 3072;
const DAY_SECONDS = 86_400;

/**
 * A new private key as the text of its file: a JWK with a UUID for `kid`, which Wise's key endpoint demands. `days` is its
 * life, from now on; Wise is told it with the upload.
 */
export async function makeKey(
  alg: KeyAlgorithm,
  { days }: { days?: number | undefined } = {},
): Promise<{ kid: string; text: string }> {
  const { privateKey } = await generateKeyPair(alg, { extractable: true, modulusLength: RSA_BITS });
  const kid = randomId();
  const nbf = Math.floor(Date.now() / 1_000);
  const life = days === undefined ? {} : { nbf, exp: nbf + days * DAY_SECONDS };
  const use = alg === ENCRYPTION_ALGORITHM ? 'enc' : 'sig';
  const jwk = { kid, alg, use, ...life, ...(await exportJWK(privateKey)) };
  return { kid, text: `${JSON.stringify(jwk, null, 2)}\n` };
}
