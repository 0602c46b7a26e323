import type { Environment } from '#lib/env/wise';
import { tryRaiseAlarm } from '#vault/alarms/alarm';
import type { VaultContext } from '#vault/runtime/context';

const WINDOW_MS = 10 * 60_000;
/** A stray request or two is no news; Wise alone, with a key that we lack, sends more. */
const ENOUGH = 5;
const TELL_EVERY_MS = 60_000;

/**
 * Counts signatures that none of our keys made. Anybody can send such, so the log has a line a minute at most and the alarm
 * asks staff to compare keys, no more.
 */
export function createFailureAlarm(
  ctx: Pick<VaultContext, 'database' | 'log'>,
  now: () => number = () => performance.now(),
): { add(environment: Environment): void } {
  const fresh = () => ({ since: -Infinity, count: 0, toldAt: -Infinity, untold: 0 });
  const state: Record<Environment, ReturnType<typeof fresh>> = { sandbox: fresh(), production: fresh() };
  return {
    add: (environment) => {
      const seen = state[environment];
      const at = now();
      if (at - seen.since > WINDOW_MS) Object.assign(seen, { since: at, count: 0 });
      seen.count += 1;
      seen.untold += 1;
      if (at - seen.toldAt < TELL_EVERY_MS && seen.count !== ENOUGH) return;
      ctx.log.warn(
        { environment, failed: seen.untold },
        'webhooks came whose signature none of our keys made',
      );
      Object.assign(seen, { toldAt: at, untold: 0 });
      if (seen.count >= ENOUGH) void tryRaiseAlarm(ctx, 'webhook_signatures_failing', environment);
    },
  };
}
