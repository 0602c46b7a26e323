import { setTimeout as pause } from 'node:timers/promises';

const LONG_MS = 15_000;

/** Asks again until it no longer throws; after 15 seconds its last error is thrown. */
export async function eventually<T>(assertion: () => T | Promise<T>, { everyMs = 20 } = {}): Promise<T> {
  const end = Date.now() + LONG_MS;
  for (;;) {
    try {
      return await assertion();
    } catch (error) {
      if (Date.now() >= end) throw error;
    }
    await pause(everyMs);
  }
}
