import type { Environment } from '#lib/env/wise';

/**
 * While Wise refuses our client or limits us, nobody in this process calls that environment. In memory:
 * another process finds out by its own first call.
 */
export type EnvironmentPauses = {
  pause(environment: Environment, ms: number): void;
  /** Milliseconds until calls go on; 0 when they may go now. */
  leftMs(environment: Environment): number;
};

export function createEnvironmentPauses(): EnvironmentPauses {
  const until = new Map<Environment, number>();
  const leftMs = (environment: Environment) => Math.max(0, (until.get(environment) ?? 0) - performance.now());
  return {
    leftMs,
    pause: (environment, ms) => {
      if (ms > leftMs(environment)) until.set(environment, performance.now() + ms);
    },
  };
}
