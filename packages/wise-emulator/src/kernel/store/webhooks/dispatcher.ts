import type { SettingsStore } from '#emulator/kernel/settings/settings';
import type { Clock } from '../clock';
import type { EventLog } from '../events/event-log';
import type { Attempt, Delivery } from './deliveries';
import { type Posted, postDelivery } from './post-delivery';
import { nextAttemptIn } from './retry-schedule';
import type { Subscriptions } from './subscriptions';

/** Receivers that are sent to at the same time; one subscription gets one delivery at a time. */
const MOST_AT_ONCE = 8;
/** What setTimeout can wait at most. */
const MOST_WAIT_MS = 2_147_483_647;
/** Attempts that are remembered of one delivery: Wise's 26, and those by hand. */
const MOST_ATTEMPTS = 60;

/** What it needs of the emulator's state. */
type Surroundings = {
  settings: SettingsStore;
  clock: Clock;
  log: EventLog;
  webhooks: { subscriptions: Subscriptions };
};

/** Carries deliveries to their receivers, and tries again. Everything that waits ends with `stop`. */
export class Dispatcher {
  #queue: Delivery[] = [];
  #held: Delivery[] = [];
  #isHolding = false;
  readonly #busy = new Set<string>();
  readonly #timers = new Map<Delivery, NodeJS.Timeout>();
  #end = new AbortController();

  get isHolding(): boolean {
    return this.#isHolding;
  }

  /** Takes a new delivery, or one that is to be tried now. */
  send(state: Surroundings, delivery: Delivery): void {
    this.#forgetTimer(delivery);
    delivery.nextAt = null;
    if (this.#isHolding) {
      delivery.state = 'pending';
      this.#held.push(delivery);
      return;
    }
    delivery.state = 'queued';
    this.#queue.push(delivery);
    this.#pump(state);
  }

  /** From now on nothing is sent; what comes up waits. */
  hold(): void {
    this.#isHolding = true;
  }

  /** Sends what waited, in the order in which it came up or the other way round. */
  release(state: Surroundings, order: 'kept' | 'reversed'): number {
    this.#isHolding = false;
    const held = order === 'kept' ? this.#held : this.#held.toReversed();
    this.#held = [];
    for (const delivery of held) this.send(state, delivery);
    return held.length;
  }

  /** Gives up those that wait; what is on its way arrives. */
  drop(isMeant: (delivery: Delivery) => boolean): void {
    for (const delivery of [...this.#queue, ...this.#held, ...this.#timers.keys()]) {
      if (!isMeant(delivery)) continue;
      this.#forgetTimer(delivery);
      delivery.nextAt = null;
      delivery.state = 'abandoned';
    }
    this.#queue = this.#queue.filter((delivery) => !isMeant(delivery));
    this.#held = this.#held.filter((delivery) => !isMeant(delivery));
  }

  /** Ends everything at once: nothing is sent any more, and no timer keeps a process alive. */
  stop(): void {
    this.#end.abort();
    this.#end = new AbortController();
    this.#isHolding = false;
    this.drop(() => true);
  }

  #pump(state: Surroundings): void {
    while (this.#busy.size < MOST_AT_ONCE) {
      const at = this.#queue.findIndex(({ subscription }) => !this.#busy.has(subscription.id));
      const [delivery] = at === -1 ? [] : this.#queue.splice(at, 1);
      if (!delivery) return;
      void this.#carry(state, delivery);
    }
  }

  async #carry(state: Surroundings, delivery: Delivery): Promise<void> {
    const { id } = delivery.subscription;
    const { signal } = this.#end;
    this.#busy.add(id);
    delivery.state = 'sending';
    const posted = await this.#post(state, delivery, signal);
    this.#busy.delete(id);
    if (signal.aborted) delivery.state = 'abandoned';
    else this.#settle(state, delivery, posted);
    this.#pump(state);
  }

  async #post(state: Surroundings, delivery: Delivery, signal: AbortSignal): Promise<Posted> {
    const { current } = state.settings;
    const isNew = current.webhookDeliveryId === 'attempt' && delivery.attempts.length > 0;
    const deliveryId = isNew ? crypto.randomUUID() : delivery.deliveryId;
    const at = state.clock.now();
    const posted = await postDelivery({
      url: delivery.subscription.url,
      headers: headersOf(delivery, deliveryId),
      body: delivery.body,
      timeoutMs: current.webhookTimeoutSeconds * 1000,
      signal,
      mayLeave: current.webhooksLeaveThisMachine,
    });
    if (!signal.aborted) note(state, delivery, { at, deliveryId, ...posted });
    return posted;
  }

  #settle(state: Surroundings, delivery: Delivery, { status, retryAfter }: Posted): void {
    const { current } = state.settings;
    if (isAcknowledged(status, current.webhookAcknowledgement)) {
      delivery.state = 'delivered';
      return;
    }
    const now = state.clock.now();
    const attempt = delivery.attempts.length;
    const isGone = !state.webhooks.subscriptions.has(delivery.subscription.id);
    const wait = isGone ? undefined : nextAttemptIn({ attempt, status, retryAfter }, now);
    if (wait === undefined) {
      delivery.state = 'abandoned';
      return;
    }
    const waitMs = Math.min(wait / current.webhookRetrySpeed, MOST_WAIT_MS);
    delivery.state = 'failed';
    delivery.nextAt = now + waitMs;
    this.#timers.set(
      delivery,
      setTimeout(() => this.send(state, delivery), waitMs),
    );
  }

  #forgetTimer(delivery: Delivery): void {
    clearTimeout(this.#timers.get(delivery));
    this.#timers.delete(delivery);
  }
}

/** docs/wise.md 12, "Delivery". */
function headersOf({ kind, signature, oldSignature }: Delivery, deliveryId: string): Record<string, string> {
  return {
    'content-type': 'application/json',
    'x-delivery-id': deliveryId,
    ...(signature === null ? {} : { 'x-signature-sha256': signature }),
    ...(oldSignature === null ? {} : { 'x-signature': oldSignature }),
    ...(kind === 'test' ? { 'x-test-notification': 'true' } : {}),
  };
}

function isAcknowledged(status: number | null, by: '2xx' | '200'): boolean {
  if (status === null) return false;
  return by === '200' ? status === 200 : status >= 200 && status < 300;
}

function note(state: Surroundings, delivery: Delivery, attempt: Attempt & Posted): void {
  const { at, deliveryId, status, problem } = attempt;
  delivery.attempts = [...delivery.attempts, { at, deliveryId, status, problem }].slice(-MOST_ATTEMPTS);
  const { id: subscriptionId, eventType, url } = delivery.subscription;
  const { kind } = delivery;
  state.log.append(
    { type: 'webhook.attempt', deliveryId, kind, subscriptionId, eventType, url, status, problem },
    at,
  );
}
