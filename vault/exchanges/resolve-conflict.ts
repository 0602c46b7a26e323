import { confirmByRefresh } from '#vault/grants/confirming-refresh';
import { markUserUnverified } from '#vault/grants/mark-unverified';
import { type ExistingGrant, lockExistingGrant } from '#vault/grants/promote';
import { pauseReceived, type ReceivedLease } from '#vault/grants/received-grant';
import type { VaultContext } from '#vault/runtime/context';
import { finishReceived, linkToExistingConnection } from './finish-exchange';
import type { MatchedGrant } from './match-customer';

export type Resolved = { matched: MatchedGrant; existing: ExistingGrant | undefined };

/**
 * At most one live grant per client × Wise user × profile, over all customers (design 4.3, promise 2): finds
 * the one that exists, and lets the later consent win.
 *
 * Wise's times decide where they are clear. Else one refresh of the incoming grant: one that was replaced
 * cannot be refreshed. Before it goes out the existing grant is marked unverified, because it kills the access token
 * that is stored there: nothing is vended for it until this is decided and it is proved anew.
 *
 * @returns what is to be committed; undefined when the exchange has ended, or waits.
 * @throws LeaseLostError
 */
export async function resolveConflict(
  ctx: VaultContext,
  lease: ReceivedLease,
  matched: MatchedGrant,
): Promise<Resolved | undefined> {
  const { environment, clientId } = lease;
  const of = { environment, clientId, wiseUserId: matched.wiseUserId, profileId: matched.profile.profileId };
  // waits for whoever holds it, and holds it no longer: the promotion compares it again under its own lock
  const existing = await lockExistingGrant(ctx.database.db, of);
  const later =
    existing === undefined
      ? 'incoming'
      : laterConsent(matched.tokens.times.wiseCreatedAt, existing.wiseCreatedAt);
  if (existing === undefined || later === 'incoming') return { matched, existing };
  if (later === 'existing') return giveWay(ctx, lease, existing);
  const confirmed = await confirmByRefresh(ctx, lease, matched.tokens, () =>
    markUserUnverified(ctx.database.db, ctx, of),
  );
  if (confirmed.kind === 'dead') return giveWay(ctx, lease, existing);
  if (confirmed.kind === 'alive') return { matched: { ...matched, tokens: confirmed.tokens }, existing };
  await pauseReceived(ctx, lease, confirmed.pauseMs);
  return undefined;
}

/** Closer than this, two clocks at Wise may disagree about which consent came last. */
const TOO_CLOSE_MS = 5 * 60_000;

/**
 * Which of two grants of one client × Wise user × profile is the live one: the later consent killed the
 * other (W3). `unclear` when Wise's times cannot say (design 4.3).
 */
export function laterConsent(
  incoming: Date | null,
  existing: Date | null,
): 'incoming' | 'existing' | 'unclear' {
  if (incoming === null || existing === null) return 'unclear';
  const gapMs = incoming.getTime() - existing.getTime();
  if (Math.abs(gapMs) < TOO_CLOSE_MS) return 'unclear';
  return gapMs > 0 ? 'incoming' : 'existing';
}

/**
 * The incoming grant was replaced at Wise before we got here, so there is nothing to revoke. Where the existing one
 * is this same customer's own connection (two tabs, finished in either order), that is what they wanted.
 */
async function giveWay(ctx: VaultContext, lease: ReceivedLease, existing: ExistingGrant): Promise<undefined> {
  const isOwn = existing.customerId === lease.customerId;
  if (isOwn && (await linkToExistingConnection(ctx, lease, existing.connectionId))) return;
  await finishReceived(ctx, lease, { state: 'refused', reason: 'replaced' }, { isDeadAtWise: true });
}
