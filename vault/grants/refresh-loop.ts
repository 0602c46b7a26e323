import type { VaultContext } from '#vault/context';
import { repeat, type Stop } from '#vault/repeat';
import { endGrant } from './end-grant';
import { type DueRow, pickDue } from './pick-due';
import { refreshGrant } from './refresh-grant';
import { tendGrants } from './tend-grants';

/** Calls to Wise that one process's loop has open at a time. */
const MAX_AT_ONCE = 8;
const TEND_EVERY_BEATS = 30;

/**
 * Refreshes what is due, resolves lost answers and dead holders' rows, and ends what was disconnected. Runs
 * in every vault process; the lease in the row keeps them apart. The returned function stops picking and
 * resolves when the calls in flight have ended.
 */
export function startRefreshLoop(ctx: VaultContext): Stop {
  const active = new Map<string, Promise<unknown>>();
  let beats = 0;

  async function work() {
    if (ctx.tasks.isStopping) return;
    const free = MAX_AT_ONCE - active.size;
    const due = free > 0 ? await pickDue(ctx, free, [...active.keys()]) : [];
    for (const row of due) {
      const task = act(ctx, row).finally(() => active.delete(row.connectionId));
      active.set(row.connectionId, task);
    }
    if (beats++ % TEND_EVERY_BEATS === 0) await tendGrants(ctx);
  }

  const stop = repeat({
    work,
    everyMs: ctx.deadlines.loopMs,
    onError: (error) => ctx.log.error({ err: error }, 'the refresh loop missed a beat'),
  });
  return async () => {
    await stop();
    await Promise.all(active.values());
  };
}

/** Never rejects: the row stays due, and the next beat or another vault takes it. */
async function act(ctx: VaultContext, row: DueRow): Promise<void> {
  try {
    if (row.state === 'ending') await endGrant(ctx, row.connectionId);
    else await refreshGrant(ctx, row.connectionId, { why: row.state === 'settled' ? 'due' : 'recover' });
  } catch (error) {
    ctx.log.error({ connectionId: row.connectionId, err: error }, 'a due grant could not be handled');
  }
}
