import type { Secret } from '#lib/log/secret';
import { tryClearAlarm, tryRaiseAlarm } from '#vault/alarms/alarm';
import { isUsable, keyUnknown } from '#vault/keys/key-ring';
import { callTokenEndpoint } from '#vault/limits/apply-backoff';
import { isConfigured, pausedMs } from '#vault/limits/callable-clients';
import { elapsedMs } from '#vault/runtime/clocks';
import type { VaultContext } from '#vault/runtime/context';
import type { TokenOutcome } from '#vault/wise/outcomes';
import { acceptRefusal } from './accept-refusal';
import { acceptTokens } from './accept-tokens';
import { noteOutcome } from './circuit-breaker';
import { openField, toOpenError } from './grant-record';
import { claimLease, type Lease, releaseLease, type SpentLease } from './lease';
import { markUnverified } from './mark-unverified';
import { reconcileAfterFencedWrite } from './reconcile-after-fenced-write';
import { isAwaited, type RefreshReason, type RefreshResult } from './refresh-result';
import { readVendRow } from './vend-row';

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
  options: { why: RefreshReason },
): Promise<RefreshResult> {
  return ctx.tasks.run('refresh', async () => {
    const lease = await claimLease(ctx, connectionId, options.why);
    if (lease === undefined) return whyNotClaimed(ctx, connectionId, options.why);
    return spendLease(ctx, lease, options.why);
  });
}

async function spendLease(ctx: VaultContext, lease: Lease, why: RefreshReason): Promise<RefreshResult> {
  const refreshToken = await openOrRelease(ctx, lease);
  const wise = ctx.wise.find(lease);
  if (wise === undefined || !maySend(ctx, lease)) {
    await releaseLease(ctx, lease, { pauseMs: 0, isFailure: false });
    return { kind: 'busy' };
  }
  if (!ctx.pauses.admit(lease.environment)) {
    await releaseLease(ctx, lease, { pauseMs: 0, isFailure: false });
    return unavailable(untilTrial(ctx, lease));
  }
  if (isAwaited(why)) ctx.refreshRate.recordUnreserved(lease.environment);
  const { outcome, calledAt } = await callTokenEndpoint(ctx, lease.environment, () =>
    wise.refresh(refreshToken),
  );
  return acceptOutcome(ctx, { ...lease, calledAt }, outcome, refreshToken);
}

/**
 * A process that was stopped (SIGSTOP, a sleeping machine) may wake after its lease could have ended: then
 * it must not send, because somebody else's token would die of it.
 */
function maySend(ctx: VaultContext, lease: Lease): boolean {
  return elapsedMs(lease.startedAt) < ctx.deadlines.sendWithinMs;
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
      await tryClearAlarm(ctx, 'wise_client_refused', environment);
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
  why: RefreshReason,
): Promise<RefreshResult> {
  const row = await readVendRow(ctx, connectionId);
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
  if (why === 'vend' && row.isDue && row.coolDownMs > 0) return unavailableFor(row.coolDownMs);
  return { kind: 'refreshed', version: row.version };
}

function unavailableFor(waitMs: number): RefreshResult {
  return unavailable({ retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)) });
}

function unavailable({ retryAfterSeconds }: { retryAfterSeconds: number }): RefreshResult {
  return { kind: 'unavailable', retryAfterSeconds };
}
