import type { Secret } from '#lib/log/secret';
import type { VaultContext } from '#vault/runtime/context';
import type { TokenOutcome } from '#vault/wise/outcomes';
import { acceptRefusal } from './accept-refusal';
import { acceptTokens } from './accept-tokens';
import { allClear } from './alarms';
import { cannotOpen } from './cannot-open';
import { claimLease, elapsedMs, type Lease, readClocks, type SpentLease } from './claim-lease';
import { converge } from './converge';
import { explainUnclaimed } from './explain-unclaimed';
import { heedOutcome } from './heed-outcome';
import { markUncertain } from './mark-uncertain';
import { noteOutcome } from './refresh-outcomes';
import { isAwaited, type RefreshReason, type RefreshResult } from './refresh-result';
import { releaseLease } from './release-lease';
import { openField } from './sealed-grant';

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
    if (lease === undefined) return explainUnclaimed(ctx, connectionId, options.why);
    return spendLease(ctx, lease, options.why);
  });
}

async function spendLease(ctx: VaultContext, lease: Lease, why: RefreshReason): Promise<RefreshResult> {
  const refreshToken = await openOrRelease(ctx, lease);
  const wise = ctx.wise.get(lease.environment);
  if (wise === undefined || !maySend(ctx, lease)) {
    await releaseLease(ctx, lease, { pauseMs: 0, isFailure: false });
    return { kind: 'busy' };
  }
  if (!ctx.pauses.admit(lease.environment)) {
    await releaseLease(ctx, lease, { pauseMs: 0, isFailure: false });
    return unavailable(untilTrial(ctx, lease));
  }
  const spent = { ...lease, calledAt: readClocks() };
  if (isAwaited(why)) ctx.refreshRate.note(lease.environment);
  const outcome = await wise.refresh(refreshToken);
  await heedOutcome(ctx, lease.environment, outcome, spent.calledAt);
  return acceptOutcome(ctx, spent, outcome, refreshToken);
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
    throw await cannotOpen(ctx, lease, error);
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
      await allClear(ctx, 'wise_client_refused', environment);
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
  const { written, retryAfterSeconds } = await markUncertain(ctx, lease, {
    mayStillActMs: mayStillActMs(ctx, lease),
  });
  // Fenced and unanswered: our request may still have acted after the one of whoever took over.
  if (written === 'fenced') await converge(ctx, lease, { mayStillActMs: mayStillActMs(ctx, lease) });
  return unavailable({ retryAfterSeconds });
}

/** For how long the request that was not answered may still act at Wise. */
function mayStillActMs(ctx: VaultContext, lease: SpentLease): number {
  return Math.max(0, ctx.deadlines.lateEffectMs - elapsedMs(lease.calledAt));
}

function untilTrial(ctx: VaultContext, { environment }: Lease): { retryAfterSeconds: number } {
  return { retryAfterSeconds: Math.max(1, Math.ceil(ctx.pauses.untilTrialMs(environment) / 1000)) };
}

function unavailable({ retryAfterSeconds }: { retryAfterSeconds: number }): RefreshResult {
  return { kind: 'unavailable', retryAfterSeconds };
}
