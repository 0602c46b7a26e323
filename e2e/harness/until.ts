import { setTimeout as wait } from 'node:timers/promises';

export type UntilOptions = { withinMs?: number; everyMs?: number };

/**
 * Asks again until `condition` gives something truthy, and returns that. Throws at the deadline with `what` and the
 * last error, so that a test that waits in vain says for what.
 */
export async function until<T>(
  what: string,
  condition: () => T | Promise<T>,
  { withinMs = 30_000, everyMs = 50 }: UntilOptions = {},
): Promise<Exclude<Awaited<T>, undefined | null | false | 0 | ''>> {
  const deadline = performance.now() + withinMs;
  for (let lastError: unknown; ; await wait(everyMs)) {
    try {
      const value = await condition();
      lastError = undefined;
      if (isThere(value)) return value;
    } catch (error) {
      lastError = error;
    }
    if (performance.now() > deadline) {
      throw new Error(`waited ${withinMs} ms in vain for: ${what}`, { cause: lastError });
    }
  }
}

function isThere<T>(value: T): value is Exclude<T, undefined | null | false | 0 | ''> {
  return Boolean(value);
}

/** Runs `act` again and again until the returned function is called, which waits for the last run. Errors surface there. */
export function meanwhile(act: () => Promise<void>, everyMs = 100): () => Promise<void> {
  let isOver = false;
  const running = (async () => {
    while (!isOver) {
      await act();
      await wait(everyMs);
    }
  })();
  running.catch(() => {
    // reported by the caller that awaits the end
  });
  return async () => {
    isOver = true;
    await running;
  };
}
