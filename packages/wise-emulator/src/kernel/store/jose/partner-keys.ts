import type { KeyObject } from 'node:crypto';
import type { KeyAlgorithm, KeyScope } from './algorithms';

export type PartnerKey = {
  clientId: string;
  /** A UUID when uploaded by the API, any label in the Developer Hub. */
  keyId: string;
  scope: KeyScope;
  algorithm: KeyAlgorithm;
  key: KeyObject;
  /** Milliseconds since 1970. */
  validFrom: number;
  /** null: until it is removed. */
  validTill: number | null;
};

/** The public keys that partners uploaded. Several may be valid at once, so that they can be rotated. */
export class PartnerKeys {
  #keys: PartnerKey[] = [];

  /** False when this client has a key of this id already. */
  add(key: PartnerKey): boolean {
    if (this.of(key.clientId).some(({ keyId }) => keyId === key.keyId)) return false;
    this.#keys.push(key);
    return true;
  }

  /** False when this client has no such key. */
  remove(clientId: string, keyId: string): boolean {
    const kept = this.#keys.filter((key) => key.clientId !== clientId || key.keyId !== keyId);
    const isRemoved = kept.length < this.#keys.length;
    this.#keys = kept;
    return isRemoved;
  }

  of(clientId: string): PartnerKey[] {
    return this.#keys.filter((key) => key.clientId === clientId);
  }

  /** The keys that are good now, the newest upload last. */
  valid(clientId: string, scope: KeyScope, now: number): PartnerKey[] {
    return this.of(clientId).filter(
      (key) => key.scope === scope && key.validFrom <= now && (key.validTill === null || key.validTill > now),
    );
  }
}
