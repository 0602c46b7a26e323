import type { Answer } from './answer';
import { CappedMap } from './capped-map';

const CAPACITY = 20_000;

/** What was answered to a request that names itself (`X-idempotence-uuid`), so that a repeat has no second effect. */
export class IdempotencyKeys {
  readonly #answers = new CappedMap<string, Answer>(CAPACITY);

  /** The first answer again, or `answer()` for the first time. What was refused may be tried again. */
  once(key: string, answer: () => Answer): Answer {
    const before = this.#answers.get(key);
    if (before) return before;
    const first = answer();
    if (first.status < 300) this.#answers.set(key, first);
    return first;
  }

  clear(): void {
    this.#answers.clear();
  }
}
