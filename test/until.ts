import { setTimeout as wait } from 'node:timers/promises';

export type UntilOptions = {
  withinMs?: number;
  everyMs?: number;
  /** Asks again after an error, which is then the cause of the failure: for what may be down for a while. */
  retryErrors?: boolean;
};

/** Asks again until `condition` gives something truthy, and returns that. Fails at the deadline with `what` it waited for. */
export async function until<T>(
  what: string,
  condition: () => T | Promise<T>,
  { withinMs = 20_000, everyMs = 15, retryErrors = false }: UntilOptions = {},
): Promise<Exclude<Awaited<T>, undefined | null | false | 0 | ''>> {
  const deadline = performance.now() + withinMs;
  for (let lastError: unknown; ; await wait(everyMs)) {
    try {
      const value = await condition();
      lastError = undefined;
      if (isThere(value)) return value;
    } catch (error) {
      if (!retryErrors) throw error;
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
