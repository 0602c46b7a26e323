import { setTimeout as sleep } from 'node:timers/promises';
import { ENVIRONMENTS, type Environment } from '#lib/env/wise';
import { repeat, type Stop } from '#lib/jobs/repeat';
import type { VaultContext } from '#vault/runtime/context';
import { type DueRow, findDue } from './find-due';
import { housekeeping } from './housekeeping';
import { refreshGrant } from './refresh';
import { revoke } from './revoke';

/** What one process's loop may do. How fast it may is the deployment's rate (vault/limits/refresh-rate.ts). */
export const LOOP_LIMITS = {
  /** Calls to Wise that are open at a time. */
  atOnce: 16,
};

type Loop = {
  ctx: VaultContext;
  atOnce: number;
  /** What is being refreshed or revoked now, by grant. */
  active: Map<string, Promise<unknown>>;
  isStopped: boolean;
};

/** Rows that were tried, and environments whose rate was used up by others, in this tick. */
type Tick = { seen: Set<string>; refused: Set<Environment> };

/** Rows of one tick. Each search names those that were tried; while many are due, a tick would have no end. */
const SEEN_AT_MOST = 1_000;

/** Ticks of the loop from one housekeeping to the next. */
const HOUSEKEEPING_EVERY_TICKS = 30;

/**
 * Refreshes what is due, resolves lost answers and dead holders' rows, and revokes what was disconnected. Runs
 * in every vault process; the lease in the row keeps them apart. The returned function stops searching and
 * resolves when the calls in flight have ended.
 */
export function startRefreshLoop(ctx: VaultContext, limits: Partial<typeof LOOP_LIMITS> = {}): Stop {
  const loop: Loop = { ctx, ...LOOP_LIMITS, ...limits, active: new Map(), isStopped: false };
  const stops = [
    repeat({
      work: () => workThrough(loop),
      everyMs: ctx.deadlines.loopMs,
      onError: (error) => ctx.log.error({ err: error }, 'a tick of the refresh loop failed'),
    }),
    repeat({
      work: () => housekeeping(ctx),
      everyMs: HOUSEKEEPING_EVERY_TICKS * ctx.deadlines.loopMs,
      onError: (error) => ctx.log.error({ err: error }, 'housekeeping of the grants failed'),
    }),
  ];
  return async () => {
    loop.isStopped = true;
    await Promise.all(stops.map((stop) => stop()));
    await Promise.all(loop.active.values());
  };
}

/**
 * While more is due, the next call starts when one ends, not at the next tick. None is tried twice in a tick: a row
 * that somebody else holds, or that cannot be handled, would be found again and again.
 */
async function workThrough(loop: Loop): Promise<void> {
  const { ctx, active, atOnce } = loop;
  await ctx.refreshRate.flushRecorded();
  const tick: Tick = { seen: new Set(), refused: new Set() };
  const goesOn = () => !loop.isStopped && !ctx.tasks.isStopping && tick.seen.size < SEEN_AT_MOST;
  while (goesOn() && (await startDue(loop, tick))) {
    if (active.size >= atOnce) await Promise.race(active.values());
  }
}

/** Starts what there is room for and what the rate permits; true when more may be due. */
async function startDue({ ctx, atOnce, active }: Loop, { seen, refused }: Tick): Promise<boolean> {
  const { refreshRate } = ctx;
  const free = atOnce - active.size;
  if (free <= 0) return true;
  const open = ENVIRONMENTS.filter((each) => !refused.has(each) && refreshRate.beginsInMs(each) === 0);
  const found = await findDue(ctx, free, [...active.keys(), ...seen], open);
  // What is being revoked is found whatever its environment.
  const due = found.filter(({ environment }) => open.includes(environment));
  let isMoreDue = found.length === free;
  for (const environment of new Set(due.map((row) => row.environment))) {
    const rows = due.filter((row) => row.environment === environment);
    const permits = await refreshRate.take(environment, rows.length, isMoreDue);
    for (const row of rows.slice(0, permits)) {
      seen.add(row.grantId);
      active.set(
        row.grantId,
        act(ctx, row).finally(() => active.delete(row.grantId)),
      );
    }
    if (permits === 0 && refreshRate.beginsInMs(environment) === 0) refused.add(environment);
    if (permits < rows.length) isMoreDue = true;
  }
  return due.length > 0 && isMoreDue ? true : waitForPermits(ctx);
}

/** Until the next reserved window begins, a second at most; false when none is. */
async function waitForPermits({ refreshRate }: VaultContext): Promise<boolean> {
  const waits = ENVIRONMENTS.map((each) => refreshRate.beginsInMs(each)).filter((ms) => ms > 0);
  if (waits.length === 0) return false;
  await sleep(Math.min(...waits));
  return true;
}

/** Never rejects: the row stays due, and the next tick or another vault takes it. */
async function act(ctx: VaultContext, row: DueRow): Promise<void> {
  try {
    if (row.state === 'ending') await revoke(ctx, row.grantId, { isPermitted: true });
    else await refreshGrant(ctx, row.connectionId, { why: row.state === 'settled' ? 'due' : 'recover' });
  } catch (error) {
    const { grantId, connectionId } = row;
    ctx.log.error({ grantId, connectionId, err: error }, 'a due grant could not be handled');
  }
}
