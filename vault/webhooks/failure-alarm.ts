import type { Environment } from '#lib/env/wise';
import { tryRaiseAlarm } from '#vault/alarms/alarm';
import type { VaultContext } from '#vault/runtime/context';

const TELL_EVERY_MS = 60_000;

/**
 * Tells of signatures that none of our keys made: the first one is an alarm, because where few events come, Wise with a key
 * that we lack sends no second one for a minute, and then ever fewer. Anybody can send such, so there is a line in the
 * log and a word to the alarm once a minute at most, and the alarm asks staff to compare keys, no more.
 */
export function createFailureAlarm(
  ctx: Pick<VaultContext, 'database' | 'log'>,
  now: () => number = () => performance.now(),
): { add(environment: Environment): void } {
  const fresh = () => ({ toldAt: -Infinity, untold: 0 });
  const state: Record<Environment, ReturnType<typeof fresh>> = { sandbox: fresh(), production: fresh() };
  return {
    add: (environment) => {
      const seen = state[environment];
      const at = now();
      seen.untold += 1;
      if (at - seen.toldAt < TELL_EVERY_MS) return;
      ctx.log.warn(
        { environment, failed: seen.untold },
        'webhooks came whose signature none of our keys made',
      );
      Object.assign(seen, { toldAt: at, untold: 0 });
      void tryRaiseAlarm(ctx, 'webhook_signatures_failing', environment);
    },
  };
}
