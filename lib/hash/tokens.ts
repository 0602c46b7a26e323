import { createHmac, randomBytes, randomInt } from 'node:crypto';
import type { Secret } from '#lib/log/secret';

const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** 32 random bytes as base64url, 43 characters: session ids, browser ids, halves of email links. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Six digits for a person to type. They can be guessed: whoever takes them must bound the tries. */
export function newDigits(): string {
  return String(randomInt(1_000_000)).padStart(6, '0');
}

/** True for a string of the shape that `newToken` makes; anything else need not be looked up. */
export function isToken(value: unknown): value is string {
  return typeof value === 'string' && TOKEN.test(value);
}

/** HMAC-SHA-256 as base64url; `purpose` keeps the uses of one key apart. */
export function keyedHash(key: Secret, purpose: string, value: string): string {
  return createHmac('sha256', key.reveal()).update(`${purpose}\n${value}`, 'utf8').digest('base64url');
}
