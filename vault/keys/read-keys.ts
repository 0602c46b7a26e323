import { createSecretKey, type KeyObject } from 'node:crypto';
import { ConfigurationError } from '#lib/env/read';
import type { Secret } from '#lib/log/secret';

export type NamedKey = { keyId: string; key: KeyObject };

export const KEY_BYTES = 32;
export const KEY_ID = /^[a-z0-9-]{1,32}$/;

/**
 * Reads `id:base64(32 bytes)[,id:…]`; the first entry is the one that writes.
 *
 * @param name of the setting, for the refusal.
 * @throws ConfigurationError naming each entry that is wrong; key material is never repeated in it.
 */
export function readKeys(name: string, text: Secret): [NamedKey, ...NamedKey[]] {
  const problems: string[] = [];
  const keys = new Map<string, KeyObject>();
  for (const [index, entry] of text.reveal().split(',').entries()) {
    const at = entry.indexOf(':');
    const id = entry.slice(0, Math.max(at, 0)).trim();
    const where = `${name}: entry ${index + 1}`;
    if (at < 0 || !KEY_ID.test(id)) {
      problems.push(`${where} does not start with an id of a-z, 0-9 and - (1 to 32 characters) and a colon`);
      continue;
    }
    const key = readKey(entry.slice(at + 1).trim());
    if (key === undefined) problems.push(`${where} (${id}) is not the base64 of exactly ${KEY_BYTES} bytes`);
    else if (keys.has(id)) problems.push(`${where} repeats the id ${id}`);
    else keys.set(id, key);
  }
  const [primary, ...others] = [...keys].map(([keyId, key]) => ({ keyId, key }));
  if (problems.length > 0 || primary === undefined) throw new ConfigurationError('vault', problems);
  return [primary, ...others];
}

/** Strict: Buffer.from ignores characters it does not know, so only the canonical spelling counts. */
function readKey(base64: string): KeyObject | undefined {
  const bytes = Buffer.from(base64, 'base64');
  const isKey = bytes.byteLength === KEY_BYTES && bytes.toString('base64') === base64;
  const key = isKey ? createSecretKey(bytes) : undefined;
  bytes.fill(0);
  return key;
}
