import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { AppError } from '#lib/errors/app-error';
import type { Secret } from '#lib/log/secret';
import { DataKeys } from './data-keys';
import { KEY_BYTES, KEY_ID, readKeys } from './read-keys';

/** An operator has to put a key back: asking more often does not help. */
const MISSING_KEY_RETRY_SECONDS = 60;

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
  /** Unwrapped by the keys that are in it now. */
  readonly dataKeys = new DataKeys();
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
    if (primary === undefined) throw missing('no ring key is active here');
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

  /**
   * All of it at once: nobody sees a primary key that is not among the keys. What was unwrapped is forgotten as soon as one
   * of the keys left; a look at the database that finds the same keys, each few seconds, forgets nothing.
   */
  replace(contents: RingContents): void {
    const isStaying = ([id, key]: [string, KeyObject]) => contents.keys.get(id)?.equals(key) === true;
    const areAllStaying = [...this.#contents.keys].every(isStaying);
    this.#contents = contents;
    if (!areAllStaying) this.dataKeys.forget();
  }
}

/**
 * A ring of the keys of VAULT_KEYS; the first one is the primary key. Those of the database join it later (`loadRing` of
 * `vault/ring-keys`).
 *
 * @param text undefined: all keys are in the database.
 * @throws ConfigurationError naming the entry that is wrong; key material is never repeated in it.
 */
export function openKeyRing(text: Secret | undefined): KeyRing {
  const entries = text === undefined ? [] : readKeys('VAULT_KEYS', text);
  return new KeyRing({
    primary: entries[0]?.keyId,
    keys: new Map(entries.map(({ keyId, key }) => [keyId, key])),
  });
}

/** Ids of the keys that this process can open records with. What names another key is left alone. */
export function usableKeyIds(ring: KeyRing): string[] {
  return [...ring.keys.keys()];
}

export function isUsable(ring: KeyRing, keyId: string): boolean {
  return ring.keys.has(keyId);
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
  return missing(`the key ring has no key with the id that a record names (${named})`);
}

const missing = (log: string) =>
  new AppError('KEY_UNKNOWN', { log, retryAfterSeconds: MISSING_KEY_RETRY_SECONDS });

/** True for the failure of a process that lacks the key a record names; see `findKey`. */
export function isKeyUnknown(error: unknown): error is AppError {
  return error instanceof AppError && error.code === 'KEY_UNKNOWN';
}

/** The purpose of the key that seals the audit trail (decision 007). */
export const AUDIT_LABEL = 'audit';

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
