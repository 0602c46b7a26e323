import type { Grant, GrantOwner } from './token-types';

const keyOf = ({ clientId, userId, profileId }: GrantOwner) => JSON.stringify([clientId, userId, profileId]);

/** The live grants: one for each client × user × profile, found by that or by the user. */
export class GrantBook {
  readonly #byOwner = new Map<string, Grant>();
  // A load test has thousands of users, and every exchange asks for one user's grants.
  readonly #byUser = new Map<string, Set<Grant>>();

  of(owner: GrantOwner): Grant | undefined {
    return this.#byOwner.get(keyOf(owner));
  }

  ofUser(userId: string): Grant[] {
    return [...(this.#byUser.get(userId) ?? [])];
  }

  /** Takes the place of another grant of this owner. */
  set(grant: Grant): void {
    const old = this.of(grant);
    if (old) this.delete(old);
    this.#byOwner.set(keyOf(grant), grant);
    const grants = this.#byUser.get(grant.userId) ?? new Set();
    this.#byUser.set(grant.userId, grants.add(grant));
  }

  delete(grant: Grant): void {
    this.#byOwner.delete(keyOf(grant));
    const grants = this.#byUser.get(grant.userId);
    grants?.delete(grant);
    if (grants?.size === 0) this.#byUser.delete(grant.userId);
  }

  has(grant: Grant): boolean {
    return this.of(grant) === grant;
  }

  all(): Grant[] {
    return [...this.#byOwner.values()];
  }

  clear(): void {
    this.#byOwner.clear();
    this.#byUser.clear();
  }
}
