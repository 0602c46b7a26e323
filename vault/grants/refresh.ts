import { setTimeout as sleep } from 'node:timers/promises';
import type { Secret } from '#lib/log/secret';
import { tryClearAlarm, tryRaiseAlarm } from '#vault/alarms/alarm';
import { isUsable, keyUnknown } from '#vault/keys/key-ring';
import { callTokenEndpoint } from '#vault/limits/apply-backoff';
import { isConfigured, pausedMs } from '#vault/limits/callable-clients';
import { elapsedMs, maySend } from '#vault/runtime/clocks';
import type { VaultContext } from '#vault/runtime/context';
import { within } from '#vault/runtime/within';
import type { TokenOutcome } from '#vault/wise/outcomes';
import { acceptRefusal, acceptTokens } from './accept-answer';
import { noteOutcome } from './circuit-breaker';
import { openField, toOpenError } from './grant-record';
import {
  claimLease,
  isAwaited,
  type Lease,
  minTtlMs,
  type RefreshReason,
  type RefreshResult,
  type RefreshWish,
  releaseLease,
  type SpentLease,
} from './lease';
import { markUnverified, reconcileAfterFencedWrite } from './mark-unverified';
import { isDue, isExpired } from './vend-row';

/**
 * Refreshes one connection's tokens, if it is due for this reason and nobody else is at it (design 4.4):
 * lease and `refresh_sent` in one committed statement, the call with no transaction open, and a write that
 * a higher epoch refuses. Runs to its end whoever asked and whether they still wait.
 *
 * @throws AppError RECORD_REFUSED when the stored refresh token does not pass its checks, KEY_UNKNOWN when this process
 *   lacks its key (both alarm).
 */
export function refreshGrant(
  ctx: VaultContext,
  connectionId: string,
  wish: RefreshWish,
): Promise<RefreshResult> {
  return ctx.tasks.run('refresh', async () => {
    const lease = await claimLease(ctx, connectionId, wish);
    if (lease === undefined) return whyNotClaimed(ctx, connectionId, wish);
    return counted(ctx, wish.why, () => spendLease(ctx, lease, wish));
  });
}

async function counted(
  { metrics }: VaultContext,
  reason: RefreshReason,
  spend: () => Promise<RefreshResult>,
): Promise<RefreshResult> {
  let outcome: RefreshResult['kind'] | 'failed' = 'failed';
  try {
    const result = await spend();
    outcome = result.kind;
    return result;
  } finally {
    metrics.count('connect_refreshes_total', { reason, outcome });
  }
}

async function spendLease(ctx: VaultContext, lease: Lease, wish: RefreshWish): Promise<RefreshResult> {
  const refreshToken = await openOrRelease(ctx, lease);
  const wise = ctx.wise.find(lease);
  if (wise === undefined || !maySend(ctx.deadlines, lease.startedAt)) {
    await releaseLease(ctx, lease, { pauseMs: 0, isFailure: false });
    return { kind: 'busy' };
  }
  if (!ctx.pauses.admit(lease.environment)) {
    await releaseLease(ctx, lease, { pauseMs: 0, isFailure: false });
    return unavailable(untilTrial(ctx, lease));
  }
  const isPermitted = 'isPermitted' in wish && wish.isPermitted === true;
  if (isAwaited(wish.why) && !isPermitted) ctx.refreshRate.recordUnreserved(lease.environment);
  const { outcome, calledAt } = await callTokenEndpoint(ctx, wise, () => wise.refresh(refreshToken, lease));
  return acceptOutcome(ctx, { ...lease, calledAt }, outcome, refreshToken);
}

async function openOrRelease(ctx: VaultContext, lease: Lease): Promise<Secret> {
  try {
    return openField(ctx, lease, 'refresh');
  } catch (error) {
    await releaseLease(ctx, lease);
    throw await toOpenError(ctx, lease, error);
  }
}

async function acceptOutcome(
  ctx: VaultContext,
  lease: SpentLease,
  outcome: TokenOutcome,
  refreshToken: Secret,
): Promise<RefreshResult> {
  const { environment } = lease;
  switch (outcome.kind) {
    case 'tokens': {
      const result = await acceptTokens(ctx, lease, outcome.tokens, refreshToken);
      await noteOutcome(ctx, lease, 'refreshed');
      await tryClearAlarm(ctx, 'wise_client_refused', environment, elapsedMs(lease.calledAt));
      return result;
    }
    case 'grant_refused':
      return acceptRefusal(ctx, lease);
    case 'rate_limited':
      // It says nothing about this row: the pause is the environment's.
      await releaseLease(ctx, lease, { pauseMs: ctx.pauses.untilTrialMs(environment), isFailure: false });
      return unavailable(untilTrial(ctx, lease));
    case 'client_refused':
    case 'request_refused':
    case 'certificate_refused':
    case 'not_sent':
      return unavailable(await releaseLease(ctx, lease));
    case 'unknown':
      return acceptSilence(ctx, lease);
  }
}

async function acceptSilence(ctx: VaultContext, lease: SpentLease): Promise<RefreshResult> {
  const { written, retryAfterSeconds } = await markUnverified(ctx, lease, {
    mayStillActMs: mayStillActMs(ctx, lease),
  });
  // Fenced and unanswered: our request may still have acted after the one of whoever took over.
  if (written === 'fenced')
    await reconcileAfterFencedWrite(ctx, lease, { mayStillActMs: mayStillActMs(ctx, lease) });
  return unavailable({ retryAfterSeconds });
}

/** For how long the request that was not answered may still act at Wise. */
function mayStillActMs(ctx: VaultContext, lease: SpentLease): number {
  return Math.max(0, ctx.deadlines.lateEffectMs - elapsedMs(lease.calledAt));
}

function untilTrial(ctx: VaultContext, { environment }: Lease): { retryAfterSeconds: number } {
  return { retryAfterSeconds: Math.max(1, Math.ceil(ctx.pauses.untilTrialMs(environment) / 1000)) };
}

/**
 * Why there was no lease to take; reads the row as it is now.
 *
 * @throws AppError KEY_UNKNOWN
 */
async function whyNotClaimed(
  ctx: VaultContext,
  connectionId: string,
  wish: RefreshWish,
): Promise<RefreshResult> {
  const { why } = wish;
  const row = await ctx.readVendRow(connectionId);
  if (row === undefined || row.status !== 'active' || row.isFrozen) return { kind: 'not_refreshable' };
  if (row.state === null || row.state === 'ending') return { kind: 'not_refreshable' };
  if (!isConfigured(ctx, row)) {
    // Another client id cannot refresh this grant, and asking would look like an attack (design 4.4).
    await tryRaiseAlarm(ctx, 'client_id_changed', row.environment);
    return { kind: 'not_refreshable' };
  }
  if (row.state === 'refreshing') return { kind: 'busy' };
  if (!isUsable(ctx.ring, row.keyId)) throw await toOpenError(ctx, row, keyUnknown(row.keyId));
  const paused = pausedMs(ctx, row.environment, isAwaited(why));
  const waitMs = Math.max(paused, row.state === 'uncertain' ? row.unresolvedMs : 0);
  if (waitMs > 0) return unavailableFor(waitMs);
  if (row.state === 'uncertain') return { kind: 'busy' };
  // A check is due whenever nobody holds the row: what was in the way went between the claim and this look. Without
  // a refresh of its own it must not call the connection healthy.
  if (why === 'check') return { kind: 'busy' };
  // Settled and not due any more: somebody else was faster. Due, but cooling down after a failure: wait.
  if (why === 'vend' && isDue(ctx.deadlines, row, minTtlMs(wish)) && row.coolDownMs > 0)
    return unavailableFor(row.coolDownMs);
  // A rejected token is no answer to its own rejection.
  if (why === 'rejected' && row.version === wish.version)
    return unavailableFor(Math.max(1, row.coolDownMs, row.rejectableInMs));
  return { kind: 'refreshed', version: row.version };
}

function unavailableFor(waitMs: number): RefreshResult {
  return unavailable({ retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)) });
}

function unavailable({ retryAfterSeconds }: { retryAfterSeconds: number }): RefreshResult {
  return { kind: 'unavailable', retryAfterSeconds };
}

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
  wish: RefreshWish,
  waitMs: number,
): Promise<RefreshResult> {
  if (waitMs <= 0) return { kind: 'busy' };
  // A run may decide that nothing is due for its own wish, which answers no other one.
  const run = ctx.refreshes.run(flightOf(connectionId, wish), () => runOrWatch(ctx, connectionId, wish));
  return within(run, waitMs, { kind: 'busy' } as const);
}

function flightOf(connectionId: string, wish: RefreshWish): string {
  const detail = wish.why === 'rejected' ? wish.version : minTtlMs(wish);
  return `${connectionId} ${wish.why} ${detail}`;
}

async function runOrWatch(
  ctx: VaultContext,
  connectionId: string,
  wish: RefreshWish,
): Promise<RefreshResult> {
  const deadline = performance.now() + ctx.deadlines.vendWaitMs;
  let pauseMs = FIRST_PAUSE_MS;
  for (;;) {
    const result = await refreshGrant(ctx, connectionId, wish);
    const leftMs = deadline - performance.now();
    const unblocksInMs = result.kind === 'unavailable' ? await untilNextTryMs(ctx, connectionId) : 0;
    const isWorthWaiting = result.kind === 'busy' || (unblocksInMs > 0 && unblocksInMs < leftMs);
    if (!isWorthWaiting || leftMs <= 0 || ctx.tasks.isStopping) return result;
    await sleep(Math.min(leftMs, Math.max(pauseMs, unblocksInMs)));
    pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
    // Somebody else's refresh that has settled answers ours too, a check's included.
    const row = result.kind === 'busy' ? await ctx.readVendRow(connectionId) : undefined;
    const isRejected = wish.why === 'rejected' && row?.version === wish.version;
    const isLive = row?.status === 'active' && row.state === 'settled' && !isRejected;
    if (isLive && !isDue(ctx.deadlines, row, minTtlMs(wish))) {
      return { kind: 'refreshed', version: row.version };
    }
  }
}

/**
 * How long an uncertain row, or a limit of Wise that can be tried soon, keeps everybody waiting; 0 when neither does, and
 * when there is a live token to hand out meanwhile.
 */
async function untilNextTryMs(ctx: VaultContext, connectionId: string): Promise<number> {
  const row = await ctx.readVendRow(connectionId);
  if (row === undefined) return 0;
  const limitedMs = ctx.pauses.untilTrialMs(row.environment);
  const isTrialSoon = limitedMs <= ctx.deadlines.trialMs;
  if (row.state === 'uncertain') return Math.max(row.unresolvedMs, isTrialSoon ? limitedMs : 0) + 1;
  const isRefreshable = row.state === 'settled' && isExpired(row) && row.coolDownMs === 0;
  return isRefreshable && isTrialSoon ? limitedMs + 1 : 0;
}
