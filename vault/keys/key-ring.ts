import { createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';
import { ConfigurationError } from '#lib/env/read';
import { AppError } from '#lib/errors/app-error';
import type { Secret } from '#lib/log/secret';
import { envRootKey, type RootKeyProvider } from './root-key';

/** What a ring holds at one moment. `primary`: the id that new records are wrapped with; undefined: none may be. */
export type RingContents = {
  readonly primary: string | undefined;
  readonly keys: ReadonlyMap<string, KeyObject>;
};

/**
 * The ring keys, which wrap data keys, by id. Held as KeyObjects: their bytes are not in the JavaScript heap, so not in a
 * heap snapshot either.
 *
 * A living object: keys are added, retired and destroyed while the process runs (design 4.11), so two reads of it may
 * differ. Who needs an id and its key reads them at once, with `primaryKey`.
 */
export class KeyRing {
  #contents: RingContents;

  constructor(contents: RingContents) {
    this.#contents = contents;
  }

  /**
   * The id that new records are wrapped with now.
   *
   * @throws AppError KEY_UNKNOWN when this process has no key to seal with.
   */
  get primary(): string {
    const { primary } = this.#contents;
    if (primary === undefined) throw new AppError('KEY_UNKNOWN', { log: 'no ring key is active here' });
    return primary;
  }

  get keys(): ReadonlyMap<string, KeyObject> {
    return this.#contents.keys;
  }

  /** The key that new records are wrapped with now, and its id. @throws AppError KEY_UNKNOWN as `primary`. */
  primaryKey(): { keyId: string; key: KeyObject } {
    const keyId = this.primary;
    return { keyId, key: findKey(this, keyId) };
  }

  /** All of it at once: nobody sees a primary key that is not among the keys. */
  replace(contents: RingContents): void {
    this.#contents = contents;
  }
}

type WrappedRingKey = { keyId: string; wrapped: Buffer };

const KEY_BYTES = 32;
const KEY_ID = /^[a-z0-9-]{1,32}$/;

/**
 * Opens the ring keys of VAULT_KEYS, once, at start; whatever is sealed, opened or derived with them later is synchronous.
 *
 * @throws ConfigurationError naming the entry that is wrong, or a root key provider that cannot be used; key material is
 *   never repeated in it.
 */
export async function openKeyRing(text: Secret, root: RootKeyProvider = envRootKey): Promise<KeyRing> {
  const [primary, ...others] = parseRingKeys(text);
  try {
    await proveRootKey(root);
    const keys = new Map<string, KeyObject>();
    for (const { keyId, wrapped } of [primary, ...others]) {
      keys.set(keyId, await root.unwrap(keyId, wrapped, root.rootKeyId));
      wrapped.fill(0);
    }
    return new KeyRing({ primary: primary.keyId, keys });
  } catch (cause) {
    throw new ConfigurationError('vault', [`VAULT_KEYS: the root key provider ${root.name} cannot be used`], {
      cause,
    });
  }
}

/** A vault that would seal what nobody can open again does not start. */
async function proveRootKey(root: RootKeyProvider): Promise<void> {
  await root.health();
  const canary = createSecretKey(randomBytes(KEY_BYTES));
  const opened = await root.unwrap('canary', await root.wrap('canary', canary), root.rootKeyId);
  if (!opened.equals(canary)) throw new Error('it opens another key than it wrapped');
}

/** Ids of the keys that this process can open records with. What names another key is left alone. */
export function usableKeyIds(ring: KeyRing): string[] {
  return [...ring.keys.keys()];
}

export function isUsable(ring: KeyRing, keyId: string): boolean {
  return ring.keys.has(keyId);
}

/** Reads `id:base64(32 bytes)[,id:…]`; the first entry is the primary key. */
function parseRingKeys(text: Secret): [WrappedRingKey, ...WrappedRingKey[]] {
  const problems: string[] = [];
  const keys = new Map<string, Buffer>();
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
  const [primary, ...others] = [...keys].map(([keyId, wrapped]) => ({ keyId, wrapped }));
  if (problems.length > 0 || primary === undefined) throw new ConfigurationError('vault', problems);
  return [primary, ...others];
}

/** Strict: Buffer.from ignores characters it does not know, so only the canonical spelling counts. */
function readKey(base64: string): Buffer | undefined {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.byteLength === KEY_BYTES && bytes.toString('base64') === base64) return bytes;
  bytes.fill(0);
  return undefined;
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
