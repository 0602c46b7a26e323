import { CappedMap } from './capped-map';

const CAPACITY = 50_000;

export type AuthorisationCode = {
  code: string;
  clientId: string;
  userId: string;
  /** null: a Wise user without any profile gave access. */
  profileId: string | null;
  redirectUri: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
};

/** Authorisation codes that were issued and not presented yet. */
export class CodeStore {
  readonly #codes = new CappedMap<string, AuthorisationCode>(CAPACITY);

  issue(facts: Omit<AuthorisationCode, 'code'>): AuthorisationCode {
    const code = { ...facts, code: crypto.randomUUID().replaceAll('-', '') };
    this.#codes.set(code.code, code);
    return code;
  }

  /** Takes the code out of the store: whatever the caller finds wrong with it afterwards, it is spent. */
  consume(code: string): AuthorisationCode | undefined {
    const found = this.#codes.get(code);
    if (found) this.#codes.delete(code);
    return found;
  }

  isOpen(code: string, now: number): boolean {
    return (this.#codes.get(code)?.expiresAt ?? 0) > now;
  }

  clear(): void {
    this.#codes.clear();
  }
}
