import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, ConnectWise } from '@connect-wise/sdk';

export type WiseEvent = Answer<'listEvents'>['data'][number];

const MOST_KEPT = 200;
const EVERY_MS = 1000;

/** What Connect Wise told this app. Yours keeps `next_after` and the ids it has seen in its database. */
export class EventLog {
  readonly #seen = new Map<string, WiseEvent>();

  /** The same event may come more than once. */
  take(event: WiseEvent): void {
    if (this.#seen.has(event.id)) return;
    this.#seen.set(event.id, event);
    const [oldest] = this.#seen.keys();
    if (this.#seen.size > MOST_KEPT && oldest !== undefined) this.#seen.delete(oldest);
  }

  /** Newest first. */
  of(subject: string): WiseEvent[] {
    return [...this.#seen.values()].filter(({ data }) => data.customer.subject === subject).reverse();
  }

  /** Asks for what is new, again and again. */
  async follow(wise: ConnectWise, signal: AbortSignal): Promise<void> {
    let after = '0';
    while (!signal.aborted) {
      try {
        const page = await wise.listEvents({ after }, { signal });
        for (const event of page.data) this.take(event);
        after = page.next_after;
        if (page.data.length === 0) await sleep(EVERY_MS, undefined, { signal });
      } catch (error) {
        if (signal.aborted) return;
        console.error('events are late:', error instanceof Error ? error.message : error);
        await sleep(5 * EVERY_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }
}
