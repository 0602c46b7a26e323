/** Two clocks, because the monotonic one stands still while a machine sleeps and the other one can be set. */
export type Clocks = { monotonicMs: number; wallMs: number };

export function readClocks(): Clocks {
  return { monotonicMs: performance.now(), wallMs: Date.now() };
}

/** Time since `start`, the longer of what the two clocks say. */
export function elapsedMs(start: Clocks): number {
  return Math.max(performance.now() - start.monotonicMs, Date.now() - start.wallMs);
}

/**
 * Whether a holder that claimed its row at `claimedAt` may still use the refresh token. A process that was stopped
 * (SIGSTOP, a sleeping machine) may wake after its lease has ended: the token of whoever holds the row by then would die
 * of a late refresh.
 */
export function maySend({ sendWithinMs }: { sendWithinMs: number }, claimedAt: Clocks): boolean {
  return elapsedMs(claimedAt) < sendWithinMs;
}
