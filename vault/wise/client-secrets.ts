import type { Secret } from '#lib/log/secret';

export type SecretSlot = 'current' | 'next';

const isSame = (a: Secret, b: Secret): boolean => a.reveal() === b.reveal();

/**
 * The secrets of one client and which of them its calls carry. What the settings name and what is in use are two things: a
 * secret that was replaced in its file stays in use until the new one has worked (design 4.14).
 */
export class ClientSecrets {
  readonly #named: { current: Secret; next: Secret | undefined };
  #inUse: Secret;

  constructor(current: Secret, next?: Secret) {
    this.#named = { current, next };
    this.#inUse = current;
  }

  inUse(): Secret {
    return this.#inUse;
  }

  use(secret: Secret): void {
    this.#inUse = secret;
  }

  isInUse(secret: Secret): boolean {
    return isSame(secret, this.#inUse);
  }

  named(slot: SecretSlot): Secret | undefined {
    return this.#named[slot];
  }

  /** The settings name another one. It is not in use by that. */
  rename(slot: SecretSlot, secret: Secret): void {
    this.#named[slot] = secret;
  }

  /** None follows any more. */
  dropNext(): void {
    this.#named.next = undefined;
  }

  /** Each once, in the order in which they are preferred; the last may be one that the settings no longer name. */
  candidates(): Secret[] {
    const { current, next } = this.#named;
    const all = [...(next === undefined ? [] : [next]), current, this.#inUse];
    return all.filter((secret, at) => all.findIndex((other) => isSame(other, secret)) === at);
  }

  /** Under which name the settings have it; `former`: under none any more. */
  slotOf(secret: Secret): SecretSlot | 'former' {
    const { current, next } = this.#named;
    if (isSame(secret, current)) return 'current';
    return next !== undefined && isSame(secret, next) ? 'next' : 'former';
  }
}
