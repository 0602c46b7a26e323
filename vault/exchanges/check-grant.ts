import type { Secret } from '#lib/log/secret';
import { tryRaiseAlarm } from '#vault/alarms/alarm';
import { confirmByRefresh } from '#vault/grants/confirming-refresh';
import { markAffectedByExchange } from '#vault/grants/mark-unverified';
import {
  extendLease,
  type HeldTokens,
  pauseReceived,
  type ReceivedLease,
} from '#vault/grants/received-grant';
import type { VaultContext } from '#vault/runtime/context';
import { type GrantedProfile, readGrantedProfile } from '#vault/wise/granted-profile';
import type { WiseProfileWithFacts } from '#vault/wise/outcomes';
import { finishReceived } from './finish-exchange';

/** What the checks have shown the incoming grant to be. */
export type ProvedGrant = { wiseUserId: string; profile: WiseProfileWithFacts; tokens: HeldTokens };

/** Confirming refreshes within one run: one for a token that died in a crash, and no ping-pong with Wise after that. */
const MAX_CONFIRMATIONS = 1;

/**
 * Whose grant is it, and does it cover the profile that the redirect named?
 *
 * @returns undefined when that is over for now: the exchange has ended, or the grant waits to be checked again.
 * @throws LeaseLostError
 */
export async function checkGrant(
  ctx: VaultContext,
  lease: ReceivedLease,
  first: HeldTokens,
): Promise<ProvedGrant | undefined> {
  let tokens = first;
  for (let confirmations = 0; ; confirmations += 1) {
    const check = await checkProfile(ctx, lease, tokens.access);
    if (check.kind === 'granted') return { wiseUserId: check.wiseUserId, profile: check.profile, tokens };
    if (check.kind !== 'unauthorised') return refuse(ctx, lease, check);
    if (confirmations >= MAX_CONFIRMATIONS) return pauseFor(ctx, lease);
    // A crash between a confirming refresh and its commit leaves a stored access token that is dead.
    const { wiseUserId } = check;
    const confirmed = await confirmByRefresh(ctx, lease, tokens, () =>
      markAffectedByExchange(ctx.database.db, ctx, lease, wiseUserId),
    );
    if (confirmed.kind === 'unavailable') return pauseFor(ctx, lease, confirmed.pauseMs);
    if (confirmed.kind === 'dead') {
      await finishReceived(ctx, lease, { state: 'interrupted', reason: null }, { isDeadAtWise: true });
      return undefined;
    }
    tokens = confirmed.tokens;
  }
}

async function pauseFor(ctx: VaultContext, lease: ReceivedLease, pauseMs?: number): Promise<undefined> {
  await pauseReceived(ctx, lease, pauseMs);
}

/** `not_configured`: the environment was switched off, or its client id changed, after Wise had answered. */
type ProfileCheck = GrantedProfile | { kind: 'not_configured' };

/** With the lease extended before each call. Nobody chose a profile of a user whom the partner made. */
async function checkProfile(ctx: VaultContext, lease: ReceivedLease, access: Secret): Promise<ProfileCheck> {
  const wise = ctx.wise.find(lease);
  if (wise === undefined) return { kind: 'not_configured' };
  return readGrantedProfile(wise, access, {
    profileId: lease.profileId,
    isOnlyOneEnough: lease.registrationId !== null,
    beforeEachCall: () => extendLease(ctx, lease),
  });
}

async function refuse(
  ctx: VaultContext,
  lease: ReceivedLease,
  check: Exclude<ProfileCheck, { kind: 'granted' | 'unauthorised' }>,
): Promise<undefined> {
  switch (check.kind) {
    case 'mismatch':
    case 'no_profile': {
      const reason = check.kind === 'mismatch' ? 'profile_mismatch' : 'no_profile';
      await finishReceived(ctx, lease, { state: 'refused', reason }, { wiseUserId: check.wiseUserId });
      return;
    }
    case 'not_configured':
      await finishReceived(ctx, lease, { state: 'failed', reason: 'client_refused' });
      await tryRaiseAlarm(ctx, 'client_id_changed', lease.environment);
      return;
    case 'not_allowed':
      if (lease.ageMs < ctx.deadlines.notAllowedPatienceMs) return pauseFor(ctx, lease);
      await finishReceived(
        ctx,
        lease,
        { state: 'failed', reason: 'wise_unavailable' },
        check.wiseUserId === undefined ? {} : { wiseUserId: check.wiseUserId },
      );
      return;
    case 'unavailable':
      return pauseFor(ctx, lease);
  }
}
