import type { KeyObject } from 'node:crypto';
import { hkdf, isUsable, type KeyRing } from '#vault/keys/key-ring';

export type AuditKeys = {
  primary(): { keyId: string; key: KeyObject };
  /** undefined when the ring no longer has the key that a seal names. */
  named(keyId: string): KeyObject | undefined;
};

/** The audit keys of a ring (docs/decisions/007): derived, so that the database never holds them. */
export function auditKeys(ring: KeyRing): AuditKeys {
  const derived = new Map<string, KeyObject>();
  const named = (keyId: string): KeyObject | undefined => {
    if (!isUsable(ring, keyId)) return undefined;
    const key = derived.get(keyId) ?? hkdf(ring, keyId, 'audit');
    derived.set(keyId, key);
    return key;
  };
  return {
    named,
    primary: () => {
      const key = named(ring.primary);
      if (key === undefined) throw new Error('the key ring has no primary key');
      return { keyId: ring.primary, key };
    },
  };
}
