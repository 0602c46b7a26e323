import { type Clocks, elapsedMs, readClocks } from '#vault/grants/claim-lease';
import { heedOutcome, limitedPauseMs } from '#vault/grants/heed-outcome';
import { tokenTimes } from '#vault/grants/token-times';
import type { VaultContext } from '#vault/runtime/context';
import { silenceMs } from '#vault/runtime/deadlines';
import type { TokenOutcome } from '#vault/wise/outcomes';
import type { HeldTokens } from './exchange-tokens';
import { keepRenewal } from './keep-renewal';
import { assertMaySend, extendWork, type Work, WorkLostError } from './work-lease';

export type Renewal =
  | { kind: 'renewed'; tokens: HeldTokens }
  | { kind: 'dead' }
  /** Nothing may be built on the stored tokens before the pause is over. */
  | { kind: 'unavailable'; pauseMs: number };

/**
 * One refresh of the newcomer's own grant: it tells whether the grant lives, and its result is committed
 * before anything else is done (the tokens before it are dead at Wise from then on). Wise's `created_at` of
 * the grant is kept: the refreshed token's own says nothing about which consent came last.
 *
 * @param beforeSending is done under the lease that the refresh is sent with: what it may kill is unsettled there.
 * @throws WorkLostError
 */
export async function renewTokens(
  ctx: VaultContext,
  work: Work,
  held: HeldTokens,
  beforeSending: () => Promise<unknown>,
): Promise<Renewal> {
  const wise = ctx.wise.get(work.environment);
  if (wise === undefined || wise.config.clientId !== work.clientId)
    return { kind: 'unavailable', pauseMs: ctx.deadlines.promoteRetryMs };
  const pausedMs = ctx.pauses.leftMs(work.environment);
  if (pausedMs > 0) return { kind: 'unavailable', pauseMs: pausedMs };
  await extendWork(ctx, work, silenceMs(ctx.deadlines));
  await beforeSending();
  assertMaySend(ctx, work);
  const calledAt = readClocks();
  ctx.refreshRate.note(work.environment);
  const outcome = await wise.refresh(held.refresh);
  await heedOutcome(ctx, work.environment, outcome, calledAt);
  // Somebody may hold what a refresh before ours has given, and have rotated away what we sent: they go first.
  if (outcome.kind === 'grant_refused' && work.isTakenOver)
    return { kind: 'unavailable', pauseMs: ctx.deadlines.uncertainPauseMs };
  if (outcome.kind === 'grant_refused') return { kind: 'dead' };
  if (outcome.kind !== 'tokens') return { kind: 'unavailable', pauseMs: pauseAfter(ctx, outcome, calledAt) };
  const times = {
    ...tokenTimes(outcome.tokens, work.leasedAtDatabase),
    wiseCreatedAt: held.times.wiseCreatedAt,
  };
  const { access, refresh } = outcome.tokens;
  const tokens = { access, refresh: refresh ?? held.refresh, version: held.version + 1n, times };
  if (!(await keepRenewal(ctx, work, tokens))) throw new WorkLostError();
  return { kind: 'renewed', tokens };
}

/**
 * A refresh whose answer was lost may still be served: whatever were stored meanwhile would die of it unseen. So
 * nothing is checked, refreshed or promoted before it must have arrived; then the checks find a dead token.
 */
function pauseAfter(ctx: VaultContext, outcome: TokenOutcome, calledAt: Clocks): number {
  if (outcome.kind === 'unknown') return Math.max(0, ctx.deadlines.lateEffectMs - elapsedMs(calledAt));
  return outcome.kind === 'rate_limited' ? limitedPauseMs(ctx, outcome) : ctx.deadlines.promoteRetryMs;
}
