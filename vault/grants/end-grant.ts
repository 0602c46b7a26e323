import type { ReceiptResult } from '#lib/contract/connections';
import type { Secret } from '#lib/log/secret';
import type { VaultContext } from '#vault/runtime/context';
import type { TokenOutcome } from '#vault/wise/outcomes';
import { alarm } from './alarms';
import { isConfigured } from './callable-clients';
import { cannotOpen } from './cannot-open';
import { claimEnding, type EndingLease, pauseEnding } from './claim-ending';
import { elapsedMs, readClocks } from './claim-lease';
import { finishEnding } from './finish-ending';
import { heedOutcome } from './heed-outcome';
import { openField } from './sealed-grant';

/** `pending`: not yet; the loop tries again until the kill window is over. */
/**
 * Second half of a disconnect (design 4.5): one last refresh kills the access token that was handed out
 * (W1; Wise has no revoke endpoint, W6), then tokens and data key are erased and the receipt is written.
 * After the kill window they are erased whatever the result. Waits for a holder in flight by his lease.
 *
 * @param options.isPermitted its call to Wise has a permit of the refresh rate.
 */
export function endGrant(
  ctx: VaultContext,
  connectionId: string,
  options: { isPermitted?: boolean } = {},
): Promise<ReceiptResult> {
  return ctx.tasks.run('end grant', async () => {
    const lease = await claimEnding(ctx, connectionId);
    if (lease === undefined) return 'pending';
    const refreshToken = await openOrNothing(ctx, lease);
    if (refreshToken === undefined) return finishEnding(ctx, lease, 'unconfirmed');
    const outcome = await callWise(ctx, lease, refreshToken);
    if (outcome !== undefined && options.isPermitted !== true) ctx.refreshRate.note(lease.environment);
    const result = judge(outcome, lease);
    if (result !== 'pending') return finishEnding(ctx, lease, result);
    if (lease.isOverdue) return finishEnding(ctx, lease, 'unconfirmed');
    await pauseEnding(ctx, lease, outcome?.kind === 'unknown' ? ctx.deadlines.uncertainPauseMs : undefined);
    return 'pending';
  });
}

/** Nothing: the record was changed, or its key has been missing for the whole kill window. */
async function openOrNothing(ctx: VaultContext, lease: EndingLease): Promise<Secret | undefined> {
  try {
    return openField(ctx, lease, 'refresh');
  } catch (error) {
    await cannotOpen(ctx, lease, error);
    return undefined;
  }
}

/** undefined: no call was made. */
async function callWise(
  ctx: VaultContext,
  lease: EndingLease,
  refreshToken: Secret,
): Promise<TokenOutcome | undefined> {
  if (!isConfigured(ctx, lease)) {
    await alarm(ctx, 'client_id_changed', lease.environment);
    return undefined;
  }
  const isLate = elapsedMs(lease.startedAt) >= ctx.deadlines.sendWithinMs;
  if (isLate || ctx.pauses.leftMs(lease.environment) > 0) return undefined;
  const calledAt = readClocks();
  const outcome = await ctx.wise.get(lease.environment)?.refresh(refreshToken);
  if (outcome !== undefined) await heedOutcome(ctx, lease.environment, outcome, calledAt);
  return outcome;
}

/**
 * The tokens of a killing refresh are dropped unread: the previous access token is dead, nobody has the new one. A
 * refusal says that Wise had ended the grant only when no refresh before it is unresolved: with rotating tokens (W2) it
 * may be that one which used up the refresh token.
 */
function judge(outcome: TokenOutcome | undefined, lease: EndingLease): ReceiptResult {
  if (outcome?.kind === 'tokens') return 'cancelled';
  if (outcome?.kind !== 'grant_refused') return 'pending';
  return lease.failures === 0 ? 'ended_at_wise' : 'unconfirmed';
}
