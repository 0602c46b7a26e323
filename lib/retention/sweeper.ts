import type { Logger } from '#lib/log/logger';
import type { Rule } from './rules';
import { type Sweepable, sweep } from './sweep';

const EVERY_MS = 3_600_000;

/**
 * Sweeps now and every hour, for as long as the process lives. Never throws: what failed is tried at the next turn.
 *
 * @returns stops it after the turn under way.
 */
export function startSweeper(work: {
  db: Sweepable;
  rules: readonly Rule[];
  log: Pick<Logger, 'info' | 'warn'>;
}): () => Promise<void> {
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  const turn = async (): Promise<void> => {
    try {
      const swept = await sweep(work.db, work.rules);
      if (Object.keys(swept).length > 0) work.log.info({ swept }, 'old rows were deleted');
    } catch (err) {
      work.log.warn({ err }, 'old rows could not be deleted');
    }
    if (isStopped) return;
    // unref: a process that is asked to stop does not wait for the next turn
    timer = setTimeout(() => {
      running = turn();
    }, EVERY_MS).unref();
  };
  let running = turn();
  return async () => {
    isStopped = true;
    clearTimeout(timer);
    await running;
  };
}
