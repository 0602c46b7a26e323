import type { Secret } from '#lib/log/secret';
import type { VaultContext } from '#vault/runtime/context';
import type { WiseTokens } from '#vault/wise/outcomes';
import { sealPair } from './grant-record';
import type { Lease } from './lease';
import { markUnverified } from './mark-unverified';
import { reconcileAfterFencedWrite } from './reconcile-after-fenced-write';
import type { RefreshResult } from './refresh-result';
import { type NewTokens, settleProved, storeTokens } from './store-tokens';
import { tokenTimes } from './token-times';

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
  if (lease.wasUncertain) return prove(ctx, lease, version, answer.access);
  return { kind: 'refreshed', version };
}

/**
 * After a lost answer two refreshes went out, and the first one may have been served last: the token is
 * vended only when Wise says whose it is.
 */
async function prove(
  ctx: VaultContext,
  lease: Lease,
  version: bigint,
  access: Secret,
): Promise<RefreshResult> {
  const me = await ctx.wise.find(lease)?.me(access);
  const isProved = me?.kind === 'ok' && me.value.userId === lease.wiseUserId;
  const written = isProved ? await settleProved(ctx, lease) : (await markUnverified(ctx, lease)).written;
  if (written === 'settled') return { kind: 'refreshed', version };
  if (written === 'fenced') await reconcileAfterFencedWrite(ctx, lease);
  ctx.log.warn({ connectionId: lease.connectionId, me: me?.kind }, 'a refreshed token was not proved');
  return uncertain(ctx);
}

function uncertain(ctx: VaultContext): RefreshResult {
  return { kind: 'unavailable', retryAfterSeconds: Math.ceil(ctx.deadlines.uncertainPauseMs / 1000) };
}
