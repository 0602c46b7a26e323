import * as z from 'zod';

const subscriptionSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  eventType: z.string(),
  version: z.string(),
  url: z.string(),
  /** Of the client key, or of the profile. */
  scope: z.strictObject({ domain: z.enum(['application', 'profile']), id: z.string() }),
  createdBy: z.strictObject({ type: z.enum(['application', 'user']), id: z.string() }),
  /** The app that made it. */
  clientId: z.string(),
  createdAt: z.number(),
});

export type Subscription = z.output<typeof subscriptionSchema>;

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

  /** Of all apps. */
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

  /** Of one client, whatever they are about. */
  ofClient(clientId: string): Subscription[] {
    return this.all().filter((each) => each.clientId === clientId);
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

  toJSON(): Subscription[] {
    return this.all();
  }

  load(kept: unknown): void {
    for (const subscription of z.array(subscriptionSchema).parse(kept)) this.add(subscription);
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
