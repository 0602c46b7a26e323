import * as z from 'zod';
import { CappedMap } from './capped-map';

const CAPACITY = 50_000;

const codeSchema = z.object({
  code: z.string(),
  clientId: z.string(),
  userId: z.string(),
  /** null: a Wise user without any profile gave access. */
  profileId: z.string().nullable(),
  redirectUri: z.string(),
  /** Milliseconds since 1970. */
  expiresAt: z.number(),
});

const snapshotSchema = z.object({
  open: z.array(codeSchema),
  gifts: z.array(z.tuple([z.string(), z.string()])),
});

export type AuthorisationCode = z.infer<typeof codeSchema>;

/** Authorisation codes that were issued and not presented yet. */
export class CodeStore {
  readonly #codes = new CappedMap<string, AuthorisationCode>(CAPACITY);
  readonly #issued = new CappedMap<string, string>(CAPACITY);

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

  /** Remembers which refresh token a code was exchanged for, so that it can be taken back. */
  noteIssued(code: string, refreshToken: string | null): void {
    if (refreshToken !== null) this.#issued.set(code, refreshToken);
  }

  issuedFor(code: string): string | undefined {
    return this.#issued.get(code);
  }

  isOpen(code: string, now: number): boolean {
    return (this.#codes.get(code)?.expiresAt ?? 0) > now;
  }

  clear(): void {
    this.#codes.clear();
    this.#issued.clear();
  }

  toJSON(): z.input<typeof snapshotSchema> {
    return { open: [...this.#codes.values()], gifts: this.#issued.latest() };
  }

  load(kept: unknown): void {
    const { open, gifts } = snapshotSchema.parse(kept);
    for (const code of open) this.#codes.set(code.code, code);
    for (const [code, refreshToken] of gifts) this.#issued.set(code, refreshToken);
  }
}
