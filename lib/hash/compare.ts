import { timingSafeEqual } from 'node:crypto';
import { sha256Bytes } from './sha256';

/** True when both are the same bytes; the time taken tells nothing but the length. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.byteLength === b.byteLength && timingSafeEqual(a, b);
}

/** True when both texts are the same; compares hashes, so that the time does not tell the length either. */
export function equalSecrets(a: string, b: string): boolean {
  return timingSafeEqual(sha256Bytes(a), sha256Bytes(b));
}
