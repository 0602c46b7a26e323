export type Stop = () => Promise<void>;

/**
 * Runs `work` again and again, `everyMs` after its last end, never twice at once. A failure goes to `onError`
 * and does not end the beat. The returned function stops it and resolves when running work has ended.
 */
export function repeat(options: {
  work: () => Promise<unknown>;
  everyMs: number;
  onError: (error: unknown) => unknown;
}): Stop {
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  let wake: () => void = () => undefined;

  const beat = async () => {
    while (!isStopped) {
      try {
        await options.work();
      } catch (error) {
        await options.onError(error);
      }
      if (isStopped) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
        timer = setTimeout(resolve, options.everyMs);
        timer.unref();
      });
    }
  };
  const running = beat();

  return async () => {
    isStopped = true;
    clearTimeout(timer);
    wake();
    await running;
  };
}
