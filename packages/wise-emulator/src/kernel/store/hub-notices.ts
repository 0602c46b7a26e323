import { CappedMap } from './capped-map';

/** What is said once, on the page that follows. */
export type HubNotice =
  | { kind: 'done' | 'refused'; text: string }
  /** `value` is never shown again. */
  | { kind: 'shown-once'; text: string; value: string };

const CAPACITY = 1_000;

/** What a page has to say once: reloading it, or going back to it, shows no secret again. */
export class HubNotices {
  readonly #waiting = new CappedMap<string, HubNotice>(CAPACITY);

  /** Returns the id to take it by. */
  keep(notice: HubNotice): string {
    const id = crypto.randomUUID();
    this.#waiting.set(id, notice);
    return id;
  }

  take(id: string): HubNotice | undefined {
    const notice = this.#waiting.get(id);
    this.#waiting.delete(id);
    return notice;
  }

  clear(): void {
    this.#waiting.clear();
  }
}
