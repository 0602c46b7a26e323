import type { Tx } from '#lib/db/client';
import type { Secret } from '#lib/log/secret';
import { tryRaiseAlarm } from '#vault/alarms/alarm';
import { markLostAtWise } from '#vault/connections/connection-row';
import { jittered } from '#vault/keys/random';
import type { VaultContext } from '#vault/runtime/context';
import { retryWrite } from '#vault/runtime/retry-write';
import type { WiseTokens } from '#vault/wise/outcomes';
import { isBreakerOpen, noteOutcome } from './circuit-breaker';
import { openField, sealPair, toOpenError } from './grant-record';
import { type Lease, LeaseLostError, type RefreshResult, releaseLease } from './lease';
import { markUnverified, reconcileAfterFencedWrite } from './mark-unverified';
import { type MintedAgain, mintAgain, recordMint } from './mint-again';
import { recordLost } from './record-lost';
import { type NewTokens, settleProved, storeTokens, tokenTimes } from './store-tokens';

/**
 * Wise answered with tokens: stored before anything else is done with them, whatever came back in the
 * place of the refresh token (W2); none means that the old one stays (RFC 6749 §6).
 */
export async function acceptTokens(
  ctx: VaultContext,
  lease: Lease,
  answer: WiseTokens,
  spentRefreshToken: Secret,
): Promise<RefreshResult> {
  const version = lease.version + 1n;
  const pair = { access: answer.access, refresh: answer.refresh ?? spentRefreshToken };
  const tokens: NewTokens = {
    version,
    sealed: sealPair(ctx, lease, version, pair),
    times: tokenTimes(answer, lease.sentAt),
  };
  const written = await storeTokens(ctx, lease, tokens, lease.wasUncertain ? 'unproved' : 'settled');
  if (written === 'fenced') {
    await reconcileAfterFencedWrite(ctx, lease, { tokens });
    return uncertain(ctx);
  }
  if (lease.wasUncertain) return prove(ctx, lease, tokens, answer.access);
  return { kind: 'refreshed', version };
}

/**
 * After a lost answer two refreshes went out, and the first one may have been served last: the token is
 * vended only when Wise says whose it is.
 */
async function prove(
  ctx: VaultContext,
  lease: Lease,
  { version, times }: NewTokens,
  access: Secret,
): Promise<RefreshResult> {
  const me = await ctx.wise.find(lease)?.me(access);
  const isProved = me?.kind === 'ok' && me.value.userId === lease.wiseUserId;
  const written = isProved
    ? await settleProved(ctx, lease, times)
    : (await markUnverified(ctx, lease)).written;
  if (written === 'settled') return { kind: 'refreshed', version };
  if (written === 'fenced') await reconcileAfterFencedWrite(ctx, lease);
  ctx.log.warn({ connectionId: lease.connectionId, me: me?.kind }, 'a refreshed token was not proved');
  return uncertain(ctx);
}

function uncertain(ctx: VaultContext): RefreshResult {
  return { kind: 'unavailable', retryAfterSeconds: Math.ceil(ctx.deadlines.uncertainPauseMs / 1000) };
}

/** Tokens of a registration code, in place of the refused ones; vended once Wise has said that they are the same user's. */
async function acceptMinted(
  ctx: VaultContext,
  { lease, tokens }: Extract<MintedAgain, { kind: 'minted' }>,
): Promise<RefreshResult> {
  const result = await acceptTokens(ctx, lease, tokens, tokens.refresh);
  if (result.kind !== 'refreshed') return result;
  await recordMint(ctx, lease, tokens.wiseCreatedAt);
  await noteOutcome(ctx, lease, 'refreshed');
  return result;
}

/** Wise refused the refresh token: believed at once, except after a lost answer and while the circuit breaker is open. */
export async function acceptRefusal(ctx: VaultContext, lease: Lease): Promise<RefreshResult> {
  await noteOutcome(ctx, lease, 'grant_refused');
  // With rotating tokens the answer that got lost may have replaced the token we just tried, and whoever
  // has that answer (a stopped process that wakes) can still bring it: asked once more before it is final. Outages in
  // between say nothing, so only refusals are counted.
  if (lease.wasUncertain && lease.refusals === 0) {
    const { retryAfterSeconds } = await markUnverified(ctx, lease, { isRefusal: true });
    return { kind: 'unavailable', retryAfterSeconds };
  }
  if (await mustHold(ctx, lease)) {
    await tryRaiseAlarm(ctx, 'mass_refresh_failure', lease.environment);
    return holdOpen(ctx, lease);
  }
  const minted = await mintAgain(ctx, lease);
  if (minted.kind === 'minted') return acceptMinted(ctx, minted);
  if (minted.kind === 'unanswered') {
    const { retryAfterSeconds } = await markUnverified(ctx, lease, {
      isRefusal: true,
      mayStillActMs: ctx.deadlines.lateEffectMs,
    });
    return { kind: 'unavailable', retryAfterSeconds };
  }
  const written = await markNeedsReconnect(ctx, lease);
  // Fenced: somebody re-linked, disconnected or refreshed meanwhile; the refused token was not the stored one.
  return written === 'marked' ? { kind: 'lost' } : { kind: 'busy' };
}

/** When it cannot be told, nobody has to reconnect: the row is tried again. */
async function mustHold(ctx: VaultContext, lease: Lease): Promise<boolean> {
  try {
    return await isBreakerOpen(ctx, lease.environment);
  } catch (error) {
    ctx.log.warn({ err: error }, 'the breaker could not be read');
    return true;
  }
}

/**
 * Wise refused the refresh token, and the breaker keeps that from being believed. The access token may be as dead as the
 * refusal says, and a dead one is never vended (promise 3), so Wise is asked whose it is before the row is settled
 * again. A row whose token is not proved is uncertain; either way it is tried again, and nobody has to reconnect.
 *
 * @throws AppError RECORD_REFUSED when the stored access token does not pass its checks.
 */
async function holdOpen(ctx: VaultContext, lease: Lease): Promise<RefreshResult> {
  const access = await openOrDoubt(ctx, lease);
  const me = await ctx.wise.find(lease)?.me(access);
  const pauseMs = jittered(ctx.deadlines.breakerWindowMs, 0.2);
  if (me?.kind === 'ok' && me.value.userId === lease.wiseUserId) {
    await releaseLease(ctx, lease, { pauseMs, isProved: true });
  } else {
    // Dead: it lives again only if the breaker was right, so it is asked with the others. An outage passes sooner.
    const leastPauseMs = me?.kind === 'unauthorised' ? pauseMs : 0;
    await markUnverified(ctx, lease, { isRefusal: true, leastPauseMs });
    ctx.log.warn(
      { connectionId: lease.connectionId, me: me?.kind },
      'a token that the breaker holds was not proved',
    );
  }
  return { kind: 'breaker_open' };
}

async function openOrDoubt(ctx: VaultContext, lease: Lease): Promise<Secret> {
  try {
    return openField(ctx, lease, 'access');
  } catch (error) {
    await markUnverified(ctx, lease, { isRefusal: true });
    throw await toOpenError(ctx, lease, error);
  }
}

/**
 * Wise said the grant is over: in one transaction, and only while the refused token is still the stored
 * one (WHERE epoch = mine: the loser of a race must not end the healthy connection of whoever was first), the connection
 * becomes `needs_reconnect`, tokens and data key are erased, and the audit row and the notice are written.
 */
export async function markNeedsReconnect(ctx: VaultContext, lease: Lease): Promise<'marked' | 'fenced'> {
  return retryWrite(ctx, 'grant-needs-reconnect', async () => {
    try {
      await ctx.database.db.$transaction((tx) => markIn(tx, lease), { maxWait: 5_000, timeout: 10_000 });
      return 'marked';
    } catch (error) {
      if (error instanceof LeaseLostError) return 'fenced';
      throw error;
    }
  });
}

async function markIn(tx: Tx, lease: Lease): Promise<void> {
  const { connectionId } = lease;
  const isMarked = await markLostAtWise(tx, connectionId);
  const erased = await tx.$executeRaw`
    DELETE FROM vault.grants
    WHERE connection_id = ${connectionId}::uuid AND epoch = ${lease.epoch} AND state = 'refreshing'`;
  if (!isMarked || erased !== 1) throw new LeaseLostError();
  await recordLost(tx, lease, 'lost_at_wise');
}
