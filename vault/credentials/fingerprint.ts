import { sha256Hex } from '#lib/hash/sha256';
import type { Secret } from '#lib/log/secret';
import type { MadeBy } from '#vault/wise/clients';

const HEX_DIGITS = 16;

/**
 * A name for a secret that tells two of one client apart and gives neither away: 64 of the 256 bits of a hash, and Wise's
 * secrets are random.
 */
export function fingerprintOf({ environment, clientId }: MadeBy, secret: Secret): string {
  const text = ['connect-wise/client-secret', environment, clientId, secret.reveal()].join('\0');
  return sha256Hex(text).slice(0, HEX_DIGITS);
}
