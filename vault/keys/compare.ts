import { hash, timingSafeEqual } from 'node:crypto';

/** SHA-256 of text; for values with 256 random bits, where a slow hash adds nothing. */
export function sha256(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}

/** True when both are the same bytes; the time taken tells nothing but the length. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.byteLength === b.byteLength && timingSafeEqual(a, b);
}

/** True when both texts are the same; compares hashes, so that the time does not tell the length either. */
export function equalSecrets(a: string, b: string): boolean {
  return timingSafeEqual(sha256(a), sha256(b));
}
