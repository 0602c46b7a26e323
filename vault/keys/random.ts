import { createSecretKey, type KeyObject, randomBytes, randomInt, randomUUID } from 'node:crypto';

/** `bytes` random bytes as base64url text; 32 for anything that is a secret. */
export function randomText(bytes: number): string {
  return randomBytes(bytes).toString('base64url');
}

/** `bytes` random bytes as lower-case hex, for names that are not secret. */
export function randomHex(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}

/** For correlation ids; a version 4 UUID is not a secret (ASVS 11.5.1). */
export function randomId(): string {
  return randomUUID();
}

/** `ms` moved by up to ± `share` of itself, in whole milliseconds, so that many rows do not fall due together. */
export function jittered(ms: number, share: number): number {
  const steps = 10_000;
  // rounded: 6 h × 1.1 is a fraction of a millisecond more than the latest that a caller promised
  return Math.round(ms * (1 + share * (randomInt(2 * steps + 1) / steps - 1)));
}

/** A new 256-bit key. */
export function randomKey(): KeyObject {
  const bytes = randomBytes(32);
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return key;
}

/** A key of these bytes, which are copied. */
export function secretKey(bytes: Uint8Array): KeyObject {
  return createSecretKey(bytes);
}

/** Crockford's base32: nothing that is misread, no I, L, O, U. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** 16 letters, 80 random bits, that a person types: `7KQF-2M9X-…`. */
export function randomCode(): string {
  const text = [...randomBytes(16)].map((byte) => LETTERS.charAt(byte & 31)).join('');
  return text.replace(/(.{4})(?=.)/g, '$1-');
}

/** The code as `randomCode` made it, however it was typed. */
export function readCode(typed: string): string {
  const letters = typed
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
  return letters.replace(/(.{4})(?=.)/g, '$1-');
}
