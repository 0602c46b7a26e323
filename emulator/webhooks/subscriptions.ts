import type { Domain } from './event-types';

export type Subscription = {
  id: string;
  name: string;
  eventType: string;
  version: string;
  url: string;
  /** Of the client key, or of the profile. */
  scope: { domain: Domain; id: string };
  createdBy: { type: 'application' | 'user'; id: string };
  /** The app that made it. */
  clientId: string;
  createdAt: number;
};

export type SubscriptionScope = Pick<Subscription, 'scope' | 'clientId'>;

/** Wise names no limit; without one a loop in somebody's start-up code would fill the memory. */
export const MOST_SUBSCRIPTIONS = 1_000;

/** What apps asked to be told. */
export class Subscriptions {
  readonly #byId = new Map<string, Subscription>();

  /** False when there is no room for it. */
  add(subscription: Subscription): boolean {
    if (this.#byId.size >= MOST_SUBSCRIPTIONS) return false;
    this.#byId.set(subscription.id, subscription);
    return true;
  }

  all(): Subscription[] {
    return [...this.#byId.values()];
  }

  /** An app sees its own only, and those of one profile or client key at a time. */
  of({ scope, clientId }: SubscriptionScope): Subscription[] {
    return this.all().filter(
      (each) =>
        each.clientId === clientId && each.scope.domain === scope.domain && each.scope.id === scope.id,
    );
  }

  find(within: SubscriptionScope, id: string): Subscription | undefined {
    return this.of(within).find((each) => each.id === id);
  }

  has(id: string): boolean {
    return this.#byId.has(id);
  }

  remove(id: string): void {
    this.#byId.delete(id);
  }

  clear(): void {
    this.#byId.clear();
  }
}

/** As the API answers it (openapi.yml, `subscription`). */
export function subscriptionJson(subscription: Subscription) {
  const { id, name, version, url, eventType, scope, createdBy, createdAt } = subscription;
  return {
    id,
    name,
    delivery: { version, url },
    trigger_on: eventType,
    scope,
    created_by: createdBy,
    created_at: `${new Date(createdAt).toISOString().slice(0, 19)}Z`,
  };
}
