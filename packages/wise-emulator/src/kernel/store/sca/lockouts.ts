import { CappedMap } from '../capped-map';

const CAPACITY = 10_000;

type Row = { failures: number; blockedUntil: number };
export type LockoutRule = { failures: number; seconds: number };

/** Who failed how often in a row. A user is blocked for all apps: the factors are tried for one account at Wise. */
export class Lockouts {
  readonly #rows = new CappedMap<string, Row>(CAPACITY);

  /** Milliseconds that the user is still blocked; 0: not at all. */
  remaining(userId: string, now: number): number {
    return Math.max(0, (this.#rows.get(userId)?.blockedUntil ?? 0) - now);
  }

  /** Counts a failure; true when it was the one that blocks. */
  fail(userId: string, { failures, seconds }: LockoutRule, now: number): boolean {
    const row = this.#rows.get(userId) ?? { failures: 0, blockedUntil: 0 };
    const counted = row.failures + 1;
    const blocks = failures > 0 && counted >= failures;
    this.#rows.set(
      userId,
      blocks ? { failures: 0, blockedUntil: now + seconds * 1000 } : { ...row, failures: counted },
    );
    return blocks;
  }

  /** Something was right: the row of failures is over. */
  succeed(userId: string): void {
    this.#rows.delete(userId);
  }

  clear(): void {
    this.#rows.clear();
  }
}
