import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { ConfigurationError } from '#lib/env/read';
import { AppError } from '#lib/errors/app-error';
import type { Secret } from '#lib/log/secret';

/**
 * The keys that wrap data keys, by id; `writing` is the id new records are wrapped with. Held as
 * KeyObjects: their bytes are not in the JavaScript heap, so not in a heap snapshot either.
 */
export type KeyRing = { readonly writing: string; readonly keys: ReadonlyMap<string, KeyObject> };

const KEY_BYTES = 32;
const KEY_ID = /^[a-z0-9-]{1,32}$/;

/**
 * Reads `id:base64(32 bytes)[,id:…]`; the first entry writes.
 *
 * @throws ConfigurationError naming the entry that is wrong; key material is never repeated in it.
 */
export function parseKeyRing(text: Secret): KeyRing {
  const problems: string[] = [];
  const keys = new Map<string, KeyObject>();
  const entries = text.reveal().split(',');
  for (const [index, entry] of entries.entries()) {
    const at = entry.indexOf(':');
    const id = entry.slice(0, Math.max(at, 0)).trim();
    const where = `VAULT_KEYS: entry ${index + 1}`;
    if (at < 0 || !KEY_ID.test(id)) {
      problems.push(`${where} does not start with an id of a-z, 0-9 and - (1 to 32 characters) and a colon`);
      continue;
    }
    const key = readKey(entry.slice(at + 1).trim());
    if (key === undefined) problems.push(`${where} (${id}) is not the base64 of exactly ${KEY_BYTES} bytes`);
    else if (keys.has(id)) problems.push(`${where} repeats the id ${id}`);
    else keys.set(id, key);
  }
  const [writing] = keys.keys();
  if (problems.length > 0 || writing === undefined) throw new ConfigurationError('vault', problems);
  return { writing, keys };
}

/** Strict: Buffer.from ignores characters it does not know, so only the canonical spelling counts. */
function readKey(base64: string): KeyObject | undefined {
  const bytes = Buffer.from(base64, 'base64');
  const isCanonical = bytes.byteLength === KEY_BYTES && bytes.toString('base64') === base64;
  const key = isCanonical ? createSecretKey(bytes) : undefined;
  bytes.fill(0);
  return key;
}

/**
 * The key with exactly this id. Never "try them all": GCM does not commit to its key, so a
 * record can be made that opens under two of them (design 4.6).
 *
 * @throws AppError KEY_UNKNOWN when the ring has no such key. That says something about this process's
 *   configuration and nothing about the record: whoever meets it waits, and destroys nothing.
 */
export function findKey(ring: KeyRing, keyId: string): KeyObject {
  const key = ring.keys.get(keyId);
  if (key === undefined) throw keyUnknown(keyId);
  return key;
}

/** The failure of a process that lacks the key with this id. */
export function keyUnknown(keyId: string): AppError {
  // The id comes from the database: only what could be an id is repeated.
  const named = KEY_ID.test(keyId) ? keyId : 'no id at all';
  return new AppError('KEY_UNKNOWN', {
    log: `VAULT_KEYS has no key with the id that a record names (${named})`,
  });
}

/** True for the failure of a process that lacks the key a record names; see `findKey`. */
export function isKeyUnknown(error: unknown): boolean {
  return error instanceof AppError && error.code === 'KEY_UNKNOWN';
}

/**
 * A key for another purpose, derived from the ring by HKDF-SHA256 (RFC 5869) with the purpose as info.
 *
 * @throws AppError KEY_UNKNOWN when the ring has no such key.
 */
export function hkdf(ring: KeyRing, keyId: string, label: string): KeyObject {
  const bytes = Buffer.from(
    hkdfSync('sha256', findKey(ring, keyId), Buffer.alloc(0), `connect-wise/${label}`, KEY_BYTES),
  );
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return key;
}
