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
import type { ApiOutcome, WiseProfile } from '#vault/wise/outcomes';
import { finishReceived } from './finish-exchange';

/** What the checks have shown the incoming grant to be. */
export type ProvedGrant = { wiseUserId: string; profile: WiseProfile; tokens: HeldTokens };

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

type ProfileCheck =
  | { kind: 'granted'; wiseUserId: string; profile: WiseProfile }
  | { kind: 'mismatch'; wiseUserId: string }
  | { kind: 'no_profile'; wiseUserId: string }
  /** The access token is not (or no longer) taken. */
  | { kind: 'unauthorised'; wiseUserId?: string }
  /** Wise will not tell us who this is, or what they gave access to. */
  | { kind: 'not_allowed'; wiseUserId?: string }
  /** The environment was switched off, or its client id changed, after Wise had answered. */
  | { kind: 'not_configured' }
  | { kind: 'unavailable'; wiseUserId?: string };

/**
 * The id came unsigned (W5), and the list may hold profiles that were not granted: so the profile has to be in the list
 * *and* open with this token.
 */
async function checkProfile(ctx: VaultContext, lease: ReceivedLease, access: Secret): Promise<ProfileCheck> {
  const wise = ctx.wise.find(lease);
  if (wise === undefined) return { kind: 'not_configured' };
  const me = await ask(ctx, lease, () => wise.me(access));
  if (me.kind !== 'ok') return { kind: withoutAnswer(me) };
  const { userId: wiseUserId } = me.value;
  const listed = await ask(ctx, lease, () => wise.profiles(access));
  if (listed.kind !== 'ok') return { kind: withoutAnswer(listed), wiseUserId };
  const profileId = lease.profileId ?? onlyProfile(lease, listed.value);
  if (profileId === null) {
    return { kind: listed.value.length === 0 ? 'no_profile' : 'mismatch', wiseUserId };
  }
  if (!listed.value.includes(profileId)) return { kind: 'mismatch', wiseUserId };
  const opened = await ask(ctx, lease, () => wise.profile(access, profileId));
  if (opened.kind === 'forbidden' || opened.kind === 'not_found') return { kind: 'mismatch', wiseUserId };
  if (opened.kind !== 'ok') return { kind: withoutAnswer(opened), wiseUserId };
  if (opened.value.profileId !== profileId) return { kind: 'mismatch', wiseUserId };
  return { kind: 'granted', wiseUserId, profile: opened.value };
}

/** Nobody chose a profile of a user whom the partner made: with one there is nothing to choose. */
function onlyProfile({ registrationId }: ReceivedLease, listed: readonly string[]): string | null {
  const [first, ...more] = listed;
  return registrationId !== null && more.length === 0 ? (first ?? null) : null;
}

async function ask<Value>(
  ctx: VaultContext,
  lease: ReceivedLease,
  call: () => Promise<ApiOutcome<Value>>,
): Promise<ApiOutcome<Value>> {
  await extendLease(ctx, lease);
  return call();
}

function withoutAnswer(
  outcome: Exclude<ApiOutcome<unknown>, { kind: 'ok' }>,
): 'unauthorised' | 'not_allowed' | 'unavailable' {
  if (outcome.kind === 'unauthorised' || outcome.kind === 'unavailable') return outcome.kind;
  return 'not_allowed';
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
