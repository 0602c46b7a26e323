import { setTimeout as sleep } from 'node:timers/promises';
import type { VaultContext } from '#vault/runtime/context';
import { refreshGrant } from './refresh';
import type { RefreshReason, RefreshResult } from './refresh-result';
import { readVendRow } from './vend-row';

const FIRST_PAUSE_MS = 40;
const LONGEST_PAUSE_MS = 500;

/**
 * Refreshes, or, when somebody else holds the lease, waits for them, up to `waitMs`. All who ask in this
 * process for the same connection share one run, so fifty callers cost one claim and one watcher.
 *
 * @returns `busy` only when the time is over; `unavailable` at once when waiting cannot help.
 * @throws AppError as `refreshGrant`.
 */
export async function refreshOrWait(
  ctx: VaultContext,
  connectionId: string,
  options: { why: RefreshReason; waitMs: number },
): Promise<RefreshResult> {
  const { why, waitMs } = options;
  if (waitMs <= 0) return { kind: 'busy' };
  // A run for a vend may decide that nothing is due; a check must not be answered by it.
  const key = why === 'check' ? `${connectionId} check` : connectionId;
  const run = ctx.refreshes.run(key, () => runOrWatch(ctx, connectionId, why));
  return within(run, waitMs);
}

async function runOrWatch(
  ctx: VaultContext,
  connectionId: string,
  why: RefreshReason,
): Promise<RefreshResult> {
  const deadline = performance.now() + ctx.deadlines.vendWaitMs;
  let pauseMs = FIRST_PAUSE_MS;
  for (;;) {
    const result = await refreshGrant(ctx, connectionId, { why });
    const leftMs = deadline - performance.now();
    const unblocksInMs = result.kind === 'unavailable' ? await untilNextTryMs(ctx, connectionId) : 0;
    const isWorthWaiting = result.kind === 'busy' || (unblocksInMs > 0 && unblocksInMs < leftMs);
    if (!isWorthWaiting || leftMs <= 0 || ctx.tasks.isStopping) return result;
    await sleep(Math.min(leftMs, Math.max(pauseMs, unblocksInMs)));
    pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
    // Somebody else's refresh that has settled answers ours too, a check's included.
    const row = result.kind === 'busy' ? await readVendRow(ctx, connectionId) : undefined;
    if (row?.status === 'active' && row.state === 'settled' && !row.isDue) {
      return { kind: 'refreshed', version: row.version };
    }
  }
}

/**
 * How long an uncertain row, or a limit of Wise that can be tried soon, keeps everybody waiting; 0 when neither does, and
 * when there is a live token to hand out meanwhile.
 */
async function untilNextTryMs(ctx: VaultContext, connectionId: string): Promise<number> {
  const row = await readVendRow(ctx, connectionId);
  if (row === undefined) return 0;
  const limitedMs = ctx.pauses.untilTrialMs(row.environment);
  const isTrialSoon = limitedMs <= ctx.deadlines.trialMs;
  if (row.state === 'uncertain') return Math.max(row.unresolvedMs, isTrialSoon ? limitedMs : 0) + 1;
  const isRefreshable = row.state === 'settled' && row.isExpired && row.coolDownMs === 0;
  return isRefreshable && isTrialSoon ? limitedMs + 1 : 0;
}

async function within(run: Promise<RefreshResult>, waitMs: number): Promise<RefreshResult> {
  const timer = new AbortController();
  const patience = sleep(waitMs, { kind: 'busy' } as const, { signal: timer.signal });
  try {
    return await Promise.race([run, patience]);
  } finally {
    timer.abort();
    patience.catch(() => undefined);
    run.catch(() => undefined);
  }
}
