import { hash } from 'node:crypto';

/** SHA-256 of text, 32 bytes. Fit for values with 256 random bits only: a guessable one needs a slow hash. */
export function sha256Bytes(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}

/** The same in hex, the form in which session tokens are stored. */
export function sha256Hex(text: string): string {
  return hash('sha256', text, 'hex');
}
