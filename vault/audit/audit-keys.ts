import type { KeyObject } from 'node:crypto';
import { AUDIT_LABEL, findKey, hkdf, isUsable, type KeyRing } from '#vault/keys/key-ring';

export type AuditKeys = {
  primary(): { keyId: string; key: KeyObject };
  /** undefined when the ring no longer has the key that a seal names. */
  named(keyId: string): KeyObject | undefined;
};

/**
 * The audit keys of a ring (docs/decisions/007): derived, so that the database never holds them in clear.
 *
 * @param kept those of destroyed ring keys, by id (docs/decisions/057); only who verifies needs them.
 */
export function auditKeys(ring: KeyRing, kept: ReadonlyMap<string, KeyObject> = new Map()): AuditKeys {
  // by the ring key itself: what was derived from a destroyed key is not kept
  const derived = new WeakMap<KeyObject, KeyObject>();
  const named = (keyId: string): KeyObject | undefined => {
    if (!isUsable(ring, keyId)) return kept.get(keyId);
    const from = findKey(ring, keyId);
    const key = derived.get(from) ?? hkdf(ring, keyId, AUDIT_LABEL);
    derived.set(from, key);
    return key;
  };
  return {
    named,
    primary: () => {
      const keyId = ring.primary;
      const key = named(keyId);
      if (key === undefined) throw new Error('the key ring has no primary key');
      return { keyId, key };
    },
  };
}
