import { repeat, type Stop } from '#lib/jobs/repeat';
import type { Logger } from '#lib/log/logger';
import type { Rule } from './rules';
import { type Sweepable, sweep } from './sweep';

const EVERY_MS = 3_600_000;

/**
 * Sweeps now and every hour, for as long as the process lives. Never throws: what failed is tried at the next turn.
 *
 * @returns stops it after the turn under way.
 */
export function startSweeper({
  db,
  rules,
  log,
}: {
  db: Sweepable;
  rules: readonly Rule[];
  log: Pick<Logger, 'info' | 'warn'>;
}): Stop {
  return repeat({
    work: async () => {
      const swept = await sweep(db, rules);
      if (Object.keys(swept).length > 0) log.info({ swept }, 'old rows were deleted');
    },
    everyMs: EVERY_MS,
    onError: (err) => log.warn({ err }, 'old rows could not be deleted'),
  });
}
