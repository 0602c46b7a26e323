import type { Secret } from '#lib/log/secret';
import { jittered } from '#vault/keys/random';
import type { VaultContext } from '#vault/runtime/context';
import { cannotOpen } from './cannot-open';
import type { Lease } from './claim-lease';
import { markUncertain } from './mark-uncertain';
import type { RefreshResult } from './refresh-result';
import { releaseLease } from './release-lease';
import { openField } from './sealed-grant';

/**
 * Wise refused the refresh token, and the brake keeps that from being believed. The access token may be as dead as the
 * refusal says, and a dead one is never vended (promise 3), so Wise is asked whose it is before the row is settled
 * again. A row whose token is not proved is uncertain; either way it is tried again, and nobody is demoted.
 *
 * @throws AppError RECORD_REFUSED when the stored access token does not pass its checks.
 */
export async function holdBraked(ctx: VaultContext, lease: Lease): Promise<RefreshResult> {
  const access = await openOrDoubt(ctx, lease);
  const me = await ctx.wise.get(lease.environment)?.me(access);
  const pauseMs = jittered(ctx.deadlines.brakeWindowMs, 0.2);
  if (me?.kind === 'ok' && me.value.userId === lease.wiseUserId) {
    await releaseLease(ctx, lease, { pauseMs, isProved: true });
  } else {
    // Dead: it lives again only if the brake was right, so it is asked with the others. An outage passes sooner.
    const leastPauseMs = me?.kind === 'unauthorised' ? pauseMs : 0;
    await markUncertain(ctx, lease, { isRefusal: true, leastPauseMs });
    ctx.log.warn({ connectionId: lease.connectionId, me: me?.kind }, 'a braked grant’s token was not proved');
  }
  return { kind: 'braked' };
}

async function openOrDoubt(ctx: VaultContext, lease: Lease): Promise<Secret> {
  try {
    return openField(ctx, lease, 'access');
  } catch (error) {
    await markUncertain(ctx, lease, { isRefusal: true });
    throw await cannotOpen(ctx, lease, error);
  }
}
