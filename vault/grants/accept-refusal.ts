import type { Secret } from '#lib/log/secret';
import { tryRaiseAlarm } from '#vault/alarms/alarm';
import { jittered } from '#vault/keys/random';
import type { VaultContext } from '#vault/runtime/context';
import { isBreakerOpen, noteOutcome } from './circuit-breaker';
import { openField, toOpenError } from './grant-record';
import { type Lease, releaseLease } from './lease';
import { markNeedsReconnect } from './mark-needs-reconnect';
import { markUnverified } from './mark-unverified';
import type { RefreshResult } from './refresh-result';

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
