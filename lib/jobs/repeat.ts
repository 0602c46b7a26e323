export type Stop = () => Promise<void>;

/**
 * Runs `work` at once and again `everyMs` after each end, never twice at a time. A failure goes to `onError` and does
 * not end the loop, which does not keep the process alive. The returned function stops it and resolves when running
 * work has ended.
 */
export function repeat(options: {
  work: () => Promise<unknown>;
  everyMs: number;
  onError: (error: unknown) => unknown;
}): Stop {
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  let wake: () => void = () => undefined;

  const loop = async () => {
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
  const running = loop();

  return async () => {
    isStopped = true;
    clearTimeout(timer);
    wake();
    await running;
  };
}
