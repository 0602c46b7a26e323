import { setTimeout as sleep } from 'node:timers/promises';
import { isDatabaseFailure } from '#lib/db/database-failure';
import type { VaultContext } from '#vault/runtime/context';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

/**
 * Writes what only this process knows (an answer of Wise) and does not give up while the database is away:
 * with rotating refresh tokens the answer in memory is the only copy of the grant. The write itself must be
 * safe to repeat: its commit may have happened though its confirmation was lost.
 *
 * @throws the last failure after `writeRetryMs`, and at once what trying again cannot fix.
 */
export async function retryWrite<Value>(
  ctx: Pick<VaultContext, 'deadlines' | 'log'>,
  what: string,
  write: () => Promise<Value>,
): Promise<Value> {
  const started = performance.now();
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2)) {
    try {
      return await write();
    } catch (error) {
      const isLate = performance.now() - started + pauseMs > ctx.deadlines.writeRetryMs;
      if (isLate || !isDatabaseFailure(error)) throw error;
      ctx.log.warn({ what, err: error }, 'write failed, trying again');
      await sleep(pauseMs);
    }
  }
}
