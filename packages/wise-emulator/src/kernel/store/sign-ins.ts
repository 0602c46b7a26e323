import * as z from 'zod';
import { CappedMap } from './capped-map';

const CAPACITY = 10_000;

/** Which browser (by its cookie) is signed in as which Wise user. */
export class SignInStore {
  readonly #users = new CappedMap<string, string>(CAPACITY);

  /** Returns the cookie value. */
  start(userId: string): string {
    const id = crypto.randomUUID();
    this.#users.set(id, userId);
    return id;
  }

  userOf(signInId: string): string | undefined {
    return this.#users.get(signInId);
  }

  clear(): void {
    this.#users.clear();
  }

  toJSON(): [string, string][] {
    return this.#users.latest();
  }

  load(kept: unknown): void {
    for (const [id, userId] of z.array(z.tuple([z.string(), z.string()])).parse(kept)) {
      this.#users.set(id, userId);
    }
  }
}
