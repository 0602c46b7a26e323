import type { Logger } from '#lib/log/logger';

/**
 * Work that outlives the request that started it (an exchange, a refresh, a revoking refresh): a client
 * that goes away cannot cancel it, its failure is logged, and a stopping vault waits for it.
 */
export type Tasks = {
  /** Starts the work at once; the promise is the work's own, for callers that want to wait for it. */
  run<Value>(name: string, work: () => Promise<Value>): Promise<Value>;
  /** Starts the work and lets go of it. */
  start(name: string, work: () => Promise<unknown>): void;
  /** True once the vault is stopping: begin nothing new. */
  readonly isStopping: boolean;
  /** Resolves when all work is done or after `ms`; true when all of it was. */
  drain(ms: number): Promise<boolean>;
};

export function createTasks(log: Logger): Tasks {
  const running = new Set<Promise<unknown>>();
  let isStopping = false;

  function run<Value>(name: string, work: () => Promise<Value>): Promise<Value> {
    const task = work();
    const watched = task
      .catch((error: unknown) => log.error({ task: name, err: error }, 'task failed'))
      .finally(() => running.delete(watched));
    running.add(watched);
    return task;
  }

  return {
    run,
    start: (name, work) => {
      run(name, work).catch(() => undefined);
    },
    get isStopping() {
      return isStopping;
    },
    drain: async (ms) => {
      isStopping = true;
      let isLate = false;
      let timer: NodeJS.Timeout | undefined;
      const patience = new Promise<void>((resolve) => {
        timer = setTimeout(() => {
          isLate = true;
          resolve();
        }, ms);
      });
      // Work in flight may still start other work (a disconnect its revoking refresh), so look again.
      while (running.size > 0 && !isLate) await Promise.race([Promise.all(running), patience]);
      clearTimeout(timer);
      return running.size === 0;
    },
  };
}
