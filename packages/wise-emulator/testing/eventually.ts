import { vi } from 'vitest';

const LONG_MS = 15_000;

/** Asks again until it no longer throws. Vitest's own second is too little for a busy machine. */
export function eventually<T>(assertion: () => T | Promise<T>, { everyMs = 20 } = {}): Promise<T> {
  return vi.waitFor(assertion, { timeout: LONG_MS, interval: everyMs });
}
