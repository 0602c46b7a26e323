import { CompactSign, compactVerify } from 'jose';
import { isSigningAlgorithm, type SigningAlgorithm } from '#vault/env/jose-key';
import { type JoseHeader, readHeader } from './compact';
import { type JoseResult, ok, refused } from './result';

export type SigningKey = { kid: string; alg: SigningAlgorithm; privateKey: CryptoKey };
/** A public key and the one algorithm that it is for. */
export type VerificationKey = { alg: SigningAlgorithm; key: CryptoKey };

/**
 * A JWS in compact form for a request to `url`, which is the path as it is sent: Wise compares the two, so that a
 * signature is good for one call only (docs/wise.md 10).
 */
export function sign(payload: Uint8Array, { url, key }: { url: string; key: SigningKey }): Promise<string> {
  const { kid, alg, privateKey } = key;
  return new CompactSign(payload).setProtectedHeader({ alg, typ: 'JWT', kid, url }).sign(privateKey);
}

/**
 * The payload of a JWS whose algorithm is in our list and is the key's own. The key comes from `keyFor`, never from the
 * message: its `jwk`, `jku` and `x5c` are not looked at (RFC 8725 §3.10).
 */
export async function verify(
  text: string,
  keyFor: (header: JoseHeader & { alg: SigningAlgorithm }) => Promise<JoseResult<VerificationKey>>,
): Promise<JoseResult<Uint8Array>> {
  const read = readHeader(text, 3);
  if (read.kind === 'refused') return read;
  const { alg } = read.value;
  if (!isSigningAlgorithm(alg)) return refused('algorithm');
  const found = await keyFor({ ...read.value, alg });
  if (found.kind === 'refused') return found;
  // Algorithm confusion (RFC 8725 §2.1): what the key is for decides, not what the message claims.
  if (found.value.alg !== alg) return refused('algorithm');
  try {
    const { payload } = await compactVerify(text, found.value.key, { algorithms: [alg] });
    return ok(payload);
  } catch {
    return refused('signature');
  }
}
