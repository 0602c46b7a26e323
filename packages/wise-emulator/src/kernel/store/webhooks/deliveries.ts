import type { Subscription } from './subscriptions';

/** The names of the Developer Hub. Assumed: pending is what is held back, failed what is tried again. */
export type DeliveryState = 'pending' | 'queued' | 'sending' | 'delivered' | 'failed' | 'abandoned';

/** What a delivery is: Wise's own, or made to try a receiver. */
export type DeliveryKind = 'event' | 'test' | 'duplicate' | 'replay' | `forged: ${string}`;

export type Attempt = { at: number; deliveryId: string; status: number | null; problem: string | null };

export type Delivery = {
  /** The emulator's own name for it. */
  id: string;
  /** `X-Delivery-Id`; that of a duplicate is the first one's. */
  deliveryId: string;
  kind: DeliveryKind;
  subscription: Subscription;
  /** Byte for byte the same in every attempt: the signature covers it. */
  body: string;
  signature: string | null;
  /** `X-Signature`, with SHA-1; null: not sent. */
  oldSignature: string | null;
  createdAt: number;
  state: DeliveryState;
  attempts: Attempt[];
  /** When it is tried again. */
  nextAt: number | null;
};

export const MOST_DELIVERIES = 1_000;

/** The deliveries, oldest first. When there are too many the oldest that rests is forgotten. */
export class Deliveries {
  readonly #byId = new Map<string, Delivery>();

  add(delivery: Delivery): void {
    this.#byId.set(delivery.id, delivery);
  }

  /** The ones that there is no room for, taken out. */
  takeOverflow(): Delivery[] {
    const taken: Delivery[] = [];
    for (const delivery of this.#byId.values()) {
      if (this.#byId.size <= MOST_DELIVERIES) break;
      if (delivery.state === 'sending') continue;
      this.#byId.delete(delivery.id);
      taken.push(delivery);
    }
    return taken;
  }

  find(id: string): Delivery | undefined {
    return this.#byId.get(id);
  }

  all(): Delivery[] {
    return [...this.#byId.values()];
  }

  /** The newest first. */
  newest(count: number, isMeant: (delivery: Delivery) => boolean = () => true): Delivery[] {
    return this.all().filter(isMeant).slice(-count).reverse();
  }

  clear(): void {
    this.#byId.clear();
  }
}

/** As the control API shows it. */
export function deliveryJson({ subscription, createdAt, nextAt, attempts, ...delivery }: Delivery) {
  return {
    ...delivery,
    subscriptionId: subscription.id,
    eventType: subscription.eventType,
    url: subscription.url,
    createdAt: time(createdAt),
    nextAt: nextAt === null ? null : time(nextAt),
    attempts: attempts.map((attempt) => ({ ...attempt, at: time(attempt.at) })),
  };
}

function time(ms: number): string {
  return new Date(ms).toISOString();
}
