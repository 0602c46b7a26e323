import { setTimeout as sleep } from 'node:timers/promises';
import { ENVIRONMENTS, type Environment } from '#lib/env/wise';
import { repeat, type Stop } from '#lib/jobs/repeat';
import type { VaultContext } from '#vault/runtime/context';
import { endGrant } from './end-grant';
import { type DueRow, pickDue } from './pick-due';
import { refreshGrant } from './refresh-grant';
import { tendGrants } from './tend-grants';

/** What one process's loop may do. How fast it may is the deployment's rate (refresh-rate.ts). */
export const LOOP_LIMITS = {
  /** Calls to Wise that are open at a time. */
  atOnce: 16,
};

/** Rows that were tried, and environments whose rate was used up by others, in this beat. */
type Beat = { seen: Set<string>; refused: Set<Environment> };

/** Rows of one beat. Each pick names those that were tried; while many are due, a beat would have no end. */
const SEEN_AT_MOST = 1_000;

/** Beats of the loop from one tending to the next. */
const TEND_EVERY_BEATS = 30;

/**
 * Refreshes what is due, resolves lost answers and dead holders' rows, and ends what was disconnected. Runs
 * in every vault process; the lease in the row keeps them apart. The returned function stops picking and
 * resolves when the calls in flight have ended.
 */
export function startRefreshLoop(ctx: VaultContext, limits: Partial<typeof LOOP_LIMITS> = {}): Stop {
  const { atOnce } = { ...LOOP_LIMITS, ...limits };
  const active = new Map<string, Promise<unknown>>();
  let isStopped = false;

  /** Starts what there is room for and what the rate permits; true when more may be due. */
  async function startDue({ seen, refused }: Beat): Promise<boolean> {
    const free = atOnce - active.size;
    if (free <= 0) return true;
    const open = ENVIRONMENTS.filter((each) => !refused.has(each) && ctx.refreshRate.beginsInMs(each) === 0);
    const picked = await pickDue(ctx, free, [...active.keys(), ...seen], open);
    // What is being ended is picked whatever its environment.
    const due = picked.filter(({ environment }) => open.includes(environment));
    let isMoreDue = picked.length === free;
    for (const environment of new Set(due.map((row) => row.environment))) {
      const rows = due.filter((row) => row.environment === environment);
      const permits = await ctx.refreshRate.take(environment, rows.length, isMoreDue);
      for (const row of rows.slice(0, permits)) start(row, seen);
      if (permits === 0 && ctx.refreshRate.beginsInMs(environment) === 0) refused.add(environment);
      if (permits < rows.length) isMoreDue = true;
    }
    return due.length > 0 && isMoreDue ? true : waitForPermits();
  }

  function start(row: DueRow, seen: Set<string>): void {
    seen.add(row.connectionId);
    const task = act(ctx, row).finally(() => active.delete(row.connectionId));
    active.set(row.connectionId, task);
  }

  /** Until the next stretch that is reserved begins, a second at most; false when none is. */
  async function waitForPermits(): Promise<boolean> {
    const waits = ENVIRONMENTS.map((each) => ctx.refreshRate.beginsInMs(each)).filter((ms) => ms > 0);
    if (waits.length === 0) return false;
    await sleep(Math.min(...waits));
    return true;
  }

  /**
   * While more is due, the next call starts when one ends, not at the next beat. None is tried twice in a beat: a row
   * that somebody else holds, or that cannot be handled, would be picked again and again.
   */
  async function work(): Promise<void> {
    await ctx.refreshRate.settle();
    const beat: Beat = { seen: new Set(), refused: new Set() };
    const goesOn = () => !isStopped && !ctx.tasks.isStopping && beat.seen.size < SEEN_AT_MOST;
    while (goesOn() && (await startDue(beat))) {
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
    if (row.state === 'ending') await endGrant(ctx, row.connectionId, { isPermitted: true });
    else await refreshGrant(ctx, row.connectionId, { why: row.state === 'settled' ? 'due' : 'recover' });
  } catch (error) {
    ctx.log.error({ connectionId: row.connectionId, err: error }, 'a due grant could not be handled');
  }
}
