import { CappedMap } from '../capped-map';
import type { EmulatorEvent } from '../events/event-log';
import type { LiveToken } from '../tokens';

const CAPACITY = 50_000;

type Owner = Pick<LiveToken, 'clientId' | 'userId' | 'profileId'>;

/** An app's access to one user, and to one of their profiles if there is any. */
type Access = { clientId: string; userId: string; profileId: string | null };

/**
 * Which apps hear of a user or a profile: those that have access, and had it until the account was closed. Whoever was
 * removed by the user, or lost all tokens, hears nothing any more; at Wise no event tells that (design W6).
 */
export class Subscribers {
  readonly #accesses = new CappedMap<string, Access>(CAPACITY);

  /** Takes over who has access already. */
  begin(live: readonly Owner[]): void {
    for (const token of live) this.#add(token);
  }

  /** Follows what happens, event by event. `grantsOf` are the live grants of a user. */
  note(event: EmulatorEvent, grantsOf: (userId: string) => readonly Owner[]): void {
    if (event.type === 'token.issued') this.#add(event);
    if (isLoss(event)) {
      this.#forget(({ userId }) => userId === event.userId);
      for (const grant of grantsOf(event.userId)) this.#add(grant);
    }
  }

  knowsUser(clientId: string, userId: string): boolean {
    return this.#some((access) => access.clientId === clientId && access.userId === userId);
  }

  knowsProfile(clientId: string, profileId: string): boolean {
    return this.#some((access) => access.clientId === clientId && access.profileId === profileId);
  }

  clear(): void {
    this.#accesses.clear();
  }

  #add({ clientId, userId, profileId }: Owner): void {
    if (userId === null) return;
    this.#accesses.set(JSON.stringify([clientId, userId, profileId]), { clientId, userId, profileId });
  }

  #some(isMeant: (access: Access) => boolean): boolean {
    for (const access of this.#accesses.values()) if (isMeant(access)) return true;
    return false;
  }

  #forget(isMeant: (access: Access) => boolean): void {
    const gone = [...this.#accesses.values()].filter(isMeant);
    for (const { clientId, userId, profileId } of gone) {
      this.#accesses.delete(JSON.stringify([clientId, userId, profileId]));
    }
  }
}

const LOSSES = ['app.removed', 'user.tokens_revoked', 'user.took_over'] as const;

function isLoss(event: EmulatorEvent): event is Extract<EmulatorEvent, { type: (typeof LOSSES)[number] }> {
  return LOSSES.some((type) => type === event.type);
}
