import type { Environment } from '#lib/env/wise';

/**
 * While Wise limits us or refuses our client, this process does not call that environment: each further call would be
 * refused too, and feed the limit. In memory: another process finds out by its own first call.
 *
 * A pause can be wrong (a proxy that says ten years), so who cannot wait may try, one call at a time (decision 025).
 */
export type EnvironmentPauses = {
  /** @param trialMs until the first single call may try whether Wise answers again; without it nobody tries. */
  pause(environment: Environment, ms: number, trialMs?: number): void;
  /** Milliseconds until everybody may call again; 0 when they may now. */
  leftMs(environment: Environment): number;
  /** Milliseconds until one call may try; 0 when it may now, or when there is no pause. */
  untilTrialMs(environment: Environment): number;
  /** True when this call may go out now. During a pause it is the trial, and the next one is `trialMs` later. */
  admit(environment: Environment): boolean;
  /** Wise has taken a call that was sent at `sentAt`: ends a pause that had begun before. */
  end(environment: Environment, sentAt: number): void;
  /** The same two for calls that need no client secret: a pause that began because our client was refused is not theirs. */
  admitCall(environment: Environment): boolean;
  endLimit(environment: Environment, sentAt: number): void;
};

/** `isLimit`: Wise limits us; else it refuses our client, and there is no trial. */
type Pause = { begunAt: number; until: number; trialAt: number; trialMs: number; isLimit: boolean };

/** @param now monotonic milliseconds. */
export function createEnvironmentPauses(now: () => number = () => performance.now()): EnvironmentPauses {
  const pauses = new Map<Environment, Pause>();

  function current(environment: Environment): Pause | undefined {
    const pause = pauses.get(environment);
    return pause !== undefined && pause.until > now() ? pause : undefined;
  }

  function admit(environment: Environment): boolean {
    const pause = current(environment);
    if (pause === undefined) return true;
    if (pause.trialAt > now()) return false;
    pause.trialAt = now() + pause.trialMs;
    return true;
  }

  function end(environment: Environment, sentAt: number): void {
    if ((pauses.get(environment)?.begunAt ?? Number.POSITIVE_INFINITY) < sentAt) pauses.delete(environment);
  }

  return {
    leftMs: (environment) => Math.max(0, (current(environment)?.until ?? 0) - now()),
    untilTrialMs: (environment) => Math.max(0, (current(environment)?.trialAt ?? 0) - now()),
    pause: (environment, ms, trialAfterMs) => {
      const trialMs = trialAfterMs ?? ms;
      const [at, before] = [now(), current(environment)];
      const until = Math.max(at + ms, before?.until ?? 0);
      const trialAt = Math.max(at + Math.min(ms, trialMs), before?.trialAt ?? 0);
      pauses.set(environment, { begunAt: at, until, trialAt, trialMs, isLimit: trialAfterMs !== undefined });
    },
    admit,
    admitCall: (environment) => current(environment)?.isLimit !== true || admit(environment),
    endLimit: (environment, sentAt) => {
      if (pauses.get(environment)?.isLimit === true) end(environment, sentAt);
    },
    end,
  };
}
