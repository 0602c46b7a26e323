import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '#lib/errors/app-error';
import { refreshOrWait } from '#vault/grants/refresh';
import { startRefreshLoop } from '#vault/grants/refresh-loop';
import { vend } from '#vault/grants/vend';
import type { VaultContext } from '#vault/runtime/context';
import type { Deadlines } from '#vault/runtime/deadlines';

/**
 * The product's proportions, but that an answer may take more than half a lease and still arrive: a vault's own
 * deadline of 20 s is half of its lease, so slower ones are lost answers there (late-effect.db.test.ts).
 */
export function raceDeadlines(leaseMs: number): Partial<Deadlines> {
  return {
    leaseMs,
    tokenCallMs: 0.8 * leaseMs,
    apiCallMs: 0.1 * leaseMs,
    leaseSlackMs: 0.05 * leaseMs,
    sendWithinMs: 0.1 * leaseMs,
    lateEffectMs: leaseMs,
    uncertainPauseMs: leaseMs / 2,
    vendWaitMs: leaseMs,
    loopMs: 30,
  };
}

/** Of Wise's answers to refreshes, 15 % come after more than half the lease, though Wise has acted at once. */
export function slowAnswers(leaseMs: number) {
  return {
    endpoint: 'token:refresh_token',
    kind: 'delay',
    when: 'after',
    delayMs: Math.ceil(0.52 * leaseMs),
    jitterMs: Math.ceil(0.05 * leaseMs),
    count: 'all',
    probability: 0.15,
    seed: 62,
  } as const;
}

/** What one vault's part of the race came to. */
export type Part = { vends: number; checks: number; late: number; failed: number };

/**
 * One vault: its refresh loop, vends of any of these and `checks` checks, one after the other by each of a few callers, until
 * `isOver`. `late`: answered "not ready yet"; `failed`: any other refusal.
 */
export async function takePart(
  ctx: VaultContext,
  ids: readonly string[],
  { checks, callers, isOver }: { checks: number; callers: number; isOver: () => Promise<boolean> },
): Promise<Part> {
  const stop = startRefreshLoop(ctx);
  const part: Part = { vends: 0, checks: 0, late: 0, failed: 0 };
  let over = false;
  let turn = 0;
  const caller = async () => {
    while (!over) {
      turn += 1;
      const id = ids[(turn * 7_919 + process.pid) % ids.length] ?? '';
      if (part.checks < checks) {
        part.checks += 1;
        await refreshOrWait(ctx, id, { why: 'check' }, ctx.deadlines.vendWaitMs).catch(() => {
          part.failed += 1;
        });
      }
      await vend(ctx, id).then(
        () => {
          part.vends += 1;
        },
        (error: unknown) => {
          if (error instanceof AppError && error.code === 'TOKEN_NOT_READY') part.late += 1;
          else part.failed += 1;
        },
      );
      // as callers over the network, not a loop that keeps the others from this core
      await sleep(5);
    }
  };
  const all = Promise.all(Array.from({ length: callers }, caller));
  try {
    while (!over) {
      await Promise.race([sleep(100), all]);
      over = await isOver();
    }
    await all;
  } finally {
    over = true;
    await stop();
  }
  return part;
}
