import type { Secret } from '#lib/log/secret';
import type { VaultContext } from '#vault/runtime/context';
import type { ApiOutcome, WiseProfile } from '#vault/wise/outcomes';
import { extendWork, type Work } from './work-lease';

export type ProfileCheck =
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
 * Whose grant is it, and does it cover the profile that the redirect named (W5)? The id came unsigned, and
 * the list may hold profiles that were not granted: so the profile has to be in the list *and* open with
 * this token.
 *
 * @throws WorkLostError
 */
export async function checkProfile(ctx: VaultContext, work: Work, access: Secret): Promise<ProfileCheck> {
  const wise = ctx.wise.get(work.environment);
  if (wise === undefined || wise.config.clientId !== work.clientId) return { kind: 'not_configured' };
  const me = await ask(ctx, work, () => wise.me(access));
  if (me.kind !== 'ok') return { kind: withoutAnswer(me) };
  const { userId: wiseUserId } = me.value;
  const listed = await ask(ctx, work, () => wise.profiles(access));
  if (listed.kind !== 'ok') return { kind: withoutAnswer(listed), wiseUserId };
  const { profileId } = work;
  if (profileId === null) {
    return { kind: listed.value.length === 0 ? 'no_profile' : 'mismatch', wiseUserId };
  }
  if (!listed.value.includes(profileId)) return { kind: 'mismatch', wiseUserId };
  const opened = await ask(ctx, work, () => wise.profile(access, profileId));
  if (opened.kind === 'forbidden' || opened.kind === 'not_found') return { kind: 'mismatch', wiseUserId };
  if (opened.kind !== 'ok') return { kind: withoutAnswer(opened), wiseUserId };
  if (opened.value.profileId !== profileId) return { kind: 'mismatch', wiseUserId };
  return { kind: 'granted', wiseUserId, profile: opened.value };
}

async function ask<Value>(
  ctx: VaultContext,
  work: Work,
  call: () => Promise<ApiOutcome<Value>>,
): Promise<ApiOutcome<Value>> {
  await extendWork(ctx, work);
  return call();
}

function withoutAnswer(
  outcome: Exclude<ApiOutcome<unknown>, { kind: 'ok' }>,
): 'unauthorised' | 'not_allowed' | 'unavailable' {
  if (outcome.kind === 'unauthorised' || outcome.kind === 'unavailable') return outcome.kind;
  return 'not_allowed';
}
