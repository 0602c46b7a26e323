import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, ConnectWise } from '@connect-wise/sdk';

export type WiseEvent = Answer<'listEvents'>['data'][number];

/** How it came: sent to us with a signature that is good, or asked for. */
export type Told = { event: WiseEvent; how: 'sent' | 'asked' };

const MOST_KEPT = 200;
const EVERY_MS = 1000;

/** What Connect Wise told this app. Yours keeps `next_after` and the ids it has seen in its database. */
export class EventLog {
  readonly #seen = new Map<string, Told>();

  /** The same event may come more than once. */
  take(event: WiseEvent, how: Told['how']): void {
    if (this.#seen.has(event.id)) return;
    this.#seen.set(event.id, { event, how });
    const [oldest] = this.#seen.keys();
    if (this.#seen.size > MOST_KEPT && oldest !== undefined) this.#seen.delete(oldest);
  }

  /** Newest first. */
  of(subject: string): Told[] {
    return [...this.#seen.values()].filter(({ event }) => event.data.customer.subject === subject).reverse();
  }

  /** What happened while this app was not there: all that is new since `after`. @returns where to go on */
  async catchUp(wise: ConnectWise, after = '0', signal?: AbortSignal): Promise<string> {
    for (let from = after; ; ) {
      const page = await wise.listEvents({ after: from }, signal ? { signal } : {});
      for (const event of page.data) this.take(event, 'asked');
      from = page.next_after;
      if (page.data.length === 0) return from;
    }
  }

  /** Asks for what is new, again and again. */
  async follow(wise: ConnectWise, signal: AbortSignal): Promise<void> {
    let after = '0';
    while (!signal.aborted) {
      try {
        after = await this.catchUp(wise, after, signal);
        await sleep(EVERY_MS, undefined, { signal });
      } catch (error) {
        if (signal.aborted) return;
        console.error('events are late:', error instanceof Error ? error.message : error);
        await sleep(5 * EVERY_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }
}

/**
 * Has events sent to this address. Yours does so once and keeps the secret with its others; this app keeps nothing, so each
 * start begins anew.
 *
 * @returns the secret of the signatures
 */
export async function haveEventsSent(wise: ConnectWise, url: string): Promise<string> {
  const { data } = await wise.listEventEndpoints({});
  for (const each of data) if (each.url === url) await wise.removeEventEndpoint({ id: each.id });
  const { secret } = await wise.createEventEndpoint({ environment: 'sandbox', url });
  return secret;
}
