import type { VaultContext } from '#vault/runtime/context';
import { alarm } from './alarms';
import type { Lease } from './claim-lease';
import { demote } from './demote';
import { holdBraked } from './hold-braked';
import { markUncertain } from './mark-uncertain';
import { isBraking, noteOutcome } from './refresh-outcomes';
import type { RefreshResult } from './refresh-result';

/** Wise refused the refresh token: believed at once, except after a lost answer and while the brake is on. */
export async function acceptRefusal(ctx: VaultContext, lease: Lease): Promise<RefreshResult> {
  await noteOutcome(ctx, lease, 'grant_refused');
  // With rotating tokens the answer that got lost may have replaced the token we just tried, and whoever
  // has that answer (a stopped process that wakes) can still bring it: asked once more before it is final. Outages in
  // between say nothing, so only refusals are counted.
  if (lease.wasUncertain && lease.refusals === 0) {
    const { retryAfterSeconds } = await markUncertain(ctx, lease, { isRefusal: true });
    return { kind: 'unavailable', retryAfterSeconds };
  }
  if (await mustBrake(ctx, lease)) {
    await alarm(ctx, 'mass_refresh_failure', lease.environment);
    return holdBraked(ctx, lease);
  }
  const written = await demote(ctx, lease);
  // Fenced: somebody re-linked, disconnected or refreshed meanwhile; the refused token was not the stored one.
  return written === 'demoted' ? { kind: 'lost' } : { kind: 'busy' };
}

/** When it cannot be told, nobody is demoted: the row is tried again. */
async function mustBrake(ctx: VaultContext, lease: Lease): Promise<boolean> {
  try {
    return await isBraking(ctx, lease.environment);
  } catch (error) {
    ctx.log.warn({ err: error }, 'the brake could not be read');
    return true;
  }
}
