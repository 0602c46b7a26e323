import type { VaultContext } from '#vault/context';
import { repeat, type Stop } from '#vault/repeat';
import { endGrant } from './end-grant';
import { createPace, type PaceLimit } from './pace';
import { type DueRow, pickDue } from './pick-due';
import { refreshGrant } from './refresh-grant';
import { tendGrants } from './tend-grants';

/** What one process's loop may do. The rates are under Wise's 100/s and 1,000/min, which all calls of a client share. */
export const LOOP_LIMITS = {
  /** Calls to Wise that are open at a time. */
  atOnce: 16,
  pace: [
    { most: 40, windowMs: 1_000 },
    { most: 400, windowMs: 60_000 },
  ] as readonly PaceLimit[],
};

/** Beats of the loop from one tending to the next. */
const TEND_EVERY_BEATS = 30;

/**
 * Refreshes what is due, resolves lost answers and dead holders' rows, and ends what was disconnected. Runs
 * in every vault process; the lease in the row keeps them apart. The returned function stops picking and
 * resolves when the calls in flight have ended.
 */
export function startRefreshLoop(ctx: VaultContext, limits: Partial<typeof LOOP_LIMITS> = {}): Stop {
  const { atOnce, pace: paceLimits } = { ...LOOP_LIMITS, ...limits };
  const pace = createPace(paceLimits);
  const active = new Map<string, Promise<unknown>>();
  let isStopped = false;

  /** Starts what there is room for; true when more may be due. */
  async function startDue(seen: Set<string>): Promise<boolean> {
    const free = Math.min(atOnce - active.size, pace.left());
    if (free <= 0) return false;
    const due = await pickDue(ctx, free, [...active.keys(), ...seen]);
    pace.take(due.length);
    for (const row of due) {
      seen.add(row.connectionId);
      const task = act(ctx, row).finally(() => active.delete(row.connectionId));
      active.set(row.connectionId, task);
    }
    return due.length === free;
  }

  /**
   * While more is due, the next call starts when one ends, not at the next beat. None is tried twice in a beat: a row
   * that somebody else holds, or that cannot be handled, would be picked again and again.
   */
  async function work(): Promise<void> {
    const seen = new Set<string>();
    while (!isStopped && !ctx.tasks.isStopping && (await startDue(seen))) {
      if (active.size >= atOnce) await Promise.race(active.values());
    }
  }

  const stops = [
    repeat({
      work,
      everyMs: ctx.deadlines.loopMs,
      onError: (error) => ctx.log.error({ err: error }, 'the refresh loop missed a beat'),
    }),
    repeat({
      work: () => tendGrants(ctx),
      everyMs: TEND_EVERY_BEATS * ctx.deadlines.loopMs,
      onError: (error) => ctx.log.error({ err: error }, 'the grants were not tended'),
    }),
  ];
  return async () => {
    isStopped = true;
    await Promise.all(stops.map((stop) => stop()));
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
