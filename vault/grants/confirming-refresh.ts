import type { Tx } from '#lib/db/client';
import { equalBytes } from '#lib/hash/compare';
import { type NewDataKey, newDataKey } from '#vault/keys/sealed-record';
import { callTokenEndpoint, limitedPauseMs } from '#vault/limits/apply-backoff';
import { type Clocks, elapsedMs, readClocks } from '#vault/runtime/clocks';
import type { VaultContext } from '#vault/runtime/context';
import { maxInFlightMs } from '#vault/runtime/deadlines';
import { retryWrite } from '#vault/runtime/retry-write';
import type { TokenOutcome } from '#vault/wise/outcomes';
import { sealPair } from './grant-record';
import { LeaseLostError } from './lease';
import { markConnectionUnverified } from './mark-unverified';
import { assertMaySend, extendLease, type HeldTokens, type ReceivedLease } from './received-grant';
import { revokeLate } from './start-revocation';
import { tokenTimes } from './store-tokens';

export type ConfirmingRefresh =
  | { kind: 'alive'; tokens: HeldTokens }
  | { kind: 'dead' }
  /** Nothing may be built on the stored tokens before the pause is over. */
  | { kind: 'unavailable'; pauseMs: number };

/**
 * One refresh of a received grant: it tells whether the grant lives, and its result is committed before anything else is
 * done (the tokens before it are dead at Wise from then on). Wise's `created_at` of the grant is kept: the refreshed
 * token's own says nothing about which consent came last.
 *
 * @param beforeSending is done under the lease that the refresh is sent with: what it may kill is marked unverified there.
 * @throws LeaseLostError
 */
export async function confirmByRefresh(
  ctx: VaultContext,
  lease: ReceivedLease,
  held: HeldTokens,
  beforeSending: () => Promise<unknown>,
): Promise<ConfirmingRefresh> {
  const wise = ctx.wise.find(lease);
  if (wise === undefined) return { kind: 'unavailable', pauseMs: ctx.deadlines.promoteRetryMs };
  const pausedMs = ctx.pauses.leftMs(lease.environment);
  if (pausedMs > 0) return { kind: 'unavailable', pauseMs: pausedMs };
  await extendLease(ctx, lease, maxInFlightMs(ctx.deadlines));
  await beforeSending();
  assertMaySend(ctx, lease);
  ctx.refreshRate.recordUnreserved(lease.environment);
  const { outcome, calledAt } = await callTokenEndpoint(ctx, wise, () => wise.refresh(held.refresh));
  // An earlier holder may have newer tokens, whose rotation made ours invalid: they may commit first.
  if (outcome.kind === 'grant_refused' && lease.isTakenOver)
    return { kind: 'unavailable', pauseMs: ctx.deadlines.uncertainPauseMs };
  if (outcome.kind === 'grant_refused') return { kind: 'dead' };
  if (outcome.kind !== 'tokens') return { kind: 'unavailable', pauseMs: pauseAfter(ctx, outcome, calledAt) };
  const times = {
    ...tokenTimes(outcome.tokens, lease.leasedAtDatabase),
    wiseCreatedAt: held.times.wiseCreatedAt,
  };
  const { access, refresh } = outcome.tokens;
  const tokens = { access, refresh: refresh ?? held.refresh, version: held.version + 1n, times };
  if (!(await storeConfirmingRefresh(ctx, lease, tokens))) throw new LeaseLostError();
  return { kind: 'alive', tokens };
}

/**
 * A refresh whose answer was lost may still act at Wise, and invalidate what was stored since. So nothing is checked,
 * refreshed or promoted until it no longer can; then the checks find a dead token.
 */
function pauseAfter(ctx: VaultContext, outcome: TokenOutcome, calledAt: Clocks): number {
  if (outcome.kind === 'unknown') return Math.max(0, ctx.deadlines.lateEffectMs - elapsedMs(calledAt));
  return outcome.kind === 'rate_limited' ? limitedPauseMs(ctx, outcome) : ctx.deadlines.promoteRetryMs;
}

type Fence = Pick<ReceivedLease, 'epoch' | 'leasedAtDatabase'>;

/**
 * Commits what the refresh gave. Also when the lease has run out meanwhile: with rotating refresh tokens this process
 * holds the only one that lives. So whoever still builds on the tokens before is fenced off, and the lease is ours again.
 *
 * @returns false when others had gone on: what they have is checked anew, or what we have is revoked.
 */
async function storeConfirmingRefresh(
  ctx: VaultContext,
  lease: ReceivedLease,
  tokens: HeldTokens,
): Promise<boolean> {
  const dataKey = newDataKey(ctx.ring);
  return retryWrite(ctx, 'grant-confirmed', async () => {
    const leasedAt = readClocks();
    const fence = await ctx.database.db.$transaction((tx) => storeIn(tx, ctx, lease, dataKey, tokens));
    if (fence === undefined) return false;
    Object.assign(lease, fence, { leasedAt });
    return true;
  });
}

async function storeIn(
  tx: Tx,
  ctx: VaultContext,
  lease: ReceivedLease,
  dataKey: NewDataKey,
  tokens: HeldTokens,
): Promise<Fence | undefined> {
  const [exchange] = await tx.$queryRaw<{ state: string; connectionId: string | null }[]>`
    SELECT state::text AS state, connection_id AS "connectionId" FROM public.exchanges
    WHERE attempt_id = ${lease.attemptId}::uuid FOR UPDATE`;
  if (exchange?.state === 'received') return replaceTokens(tx, ctx, lease, dataKey, tokens);
  if (exchange?.connectionId) await markConnectionUnverified(tx, ctx, exchange.connectionId);
  else await revokeLate(tx, ctx, lease, tokens, dataKey);
  return undefined;
}

/** Writes only over the version that was refreshed: a later one comes from another refresh. */
async function replaceTokens(
  tx: Tx,
  ctx: VaultContext,
  lease: ReceivedLease,
  dataKey: NewDataKey,
  tokens: HeldTokens,
): Promise<Fence | undefined> {
  const { access, refresh, keyId, wrappedKey } = sealPair(ctx, lease, tokens.version, tokens, dataKey);
  const { times } = tokens;
  const [fence] = await tx.$queryRaw<Fence[]>`
    UPDATE vault.grants SET epoch = epoch + 1, version = ${tokens.version}, key_id = ${keyId},
      wrapped_key = ${wrappedKey}, access = ${access}, refresh = ${refresh}, wise_created_at = ${times.wiseCreatedAt},
      access_issued_at = ${times.accessIssuedAt}, access_expires_at = ${times.accessExpiresAt},
      refresh_expires_at = ${times.refreshExpiresAt}, lease_owner = ${ctx.owner},
      lease_expires_at = now() + ${ctx.deadlines.leaseMs}::float8 * interval '1 millisecond',
      next_refresh_at = now() + ${ctx.deadlines.leaseMs}::float8 * interval '1 millisecond'
    WHERE attempt_id = ${lease.attemptId}::uuid AND state = 'received' AND version = ${tokens.version - 1n}
    RETURNING epoch, now() AS "leasedAtDatabase"`;
  if (fence === undefined) await breakLease(tx, lease, dataKey);
  return fence;
}

/**
 * Our late refresh may have killed the stored access token (W1): nobody promotes it before it was checked again. Unless
 * the stored tokens are ours, by a try of this very write whose confirmation was lost.
 */
async function breakLease(tx: Tx, lease: ReceivedLease, dataKey: NewDataKey): Promise<void> {
  const stored = await tx.grant.findUnique({
    where: { attemptId: lease.attemptId },
    select: { wrappedKey: true },
  });
  if (stored === null || equalBytes(stored.wrappedKey, dataKey.wrappedKey)) return;
  await tx.$executeRaw`
    UPDATE vault.grants SET epoch = epoch + 1, lease_expires_at = now(), next_refresh_at = now()
    WHERE attempt_id = ${lease.attemptId}::uuid AND state = 'received'`;
}
