import { setTimeout as wait } from 'node:timers/promises';
import { type UntilOptions, until as untilThere } from '../../test/until';

/** Waits as the product's operators do: a process that is down answers with errors, and is asked again. */
export function until<T>(what: string, condition: () => T | Promise<T>, options: UntilOptions = {}) {
  return untilThere(what, condition, { withinMs: 30_000, everyMs: 50, retryErrors: true, ...options });
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
