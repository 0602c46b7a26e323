import type { Secret } from '#lib/log/secret';
import type { WiseClient } from './client';
import type { ApiOutcome, WiseProfileWithFacts } from './outcomes';

/** Whose a grant is, and whether it covers a profile. */
export type GrantedProfile =
  | { kind: 'granted'; wiseUserId: string; profile: WiseProfileWithFacts }
  | { kind: 'mismatch'; wiseUserId: string }
  | { kind: 'no_profile'; wiseUserId: string }
  /** The access token is not (or no longer) taken. */
  | { kind: 'unauthorised'; wiseUserId?: string }
  /** Wise will not tell us who this is, or what they gave access to. */
  | { kind: 'not_allowed'; wiseUserId?: string }
  | { kind: 'unavailable'; wiseUserId?: string };

/**
 * Asks Wise whose token this is and whether it opens the profile that somebody claims. The claim is unsigned (W5), and the list
 * may hold profiles that were not granted: so the profile has to be in the list *and* open with this token.
 *
 * @param claim.isOnlyOneEnough without a claimed profile, the user's only one is taken.
 */
export async function readGrantedProfile(
  wise: Pick<WiseClient, 'me' | 'profiles' | 'profile'>,
  access: Secret,
  claim: { profileId: string | null; isOnlyOneEnough: boolean; beforeEachCall?: () => Promise<void> },
): Promise<GrantedProfile> {
  const ask = async <Value>(call: () => Promise<ApiOutcome<Value>>): Promise<ApiOutcome<Value>> => {
    await claim.beforeEachCall?.();
    return call();
  };
  const me = await ask(() => wise.me(access));
  if (me.kind !== 'ok') return { kind: withoutAnswer(me) };
  const { userId: wiseUserId } = me.value;
  const listed = await ask(() => wise.profiles(access));
  if (listed.kind !== 'ok') return { kind: withoutAnswer(listed), wiseUserId };
  const profileId = claim.profileId ?? (claim.isOnlyOneEnough ? onlyOne(listed.value) : null);
  if (profileId === null) {
    return { kind: listed.value.length === 0 ? 'no_profile' : 'mismatch', wiseUserId };
  }
  if (!listed.value.includes(profileId)) return { kind: 'mismatch', wiseUserId };
  const opened = await ask(() => wise.profile(access, profileId));
  if (opened.kind === 'forbidden' || opened.kind === 'not_found') return { kind: 'mismatch', wiseUserId };
  if (opened.kind !== 'ok') return { kind: withoutAnswer(opened), wiseUserId };
  if (opened.value.profileId !== profileId) return { kind: 'mismatch', wiseUserId };
  return { kind: 'granted', wiseUserId, profile: opened.value };
}

const onlyOne = ([first, ...more]: readonly string[]): string | null =>
  more.length === 0 ? (first ?? null) : null;

function withoutAnswer(
  outcome: Exclude<ApiOutcome<unknown>, { kind: 'ok' }>,
): 'unauthorised' | 'not_allowed' | 'unavailable' {
  if (outcome.kind === 'unauthorised' || outcome.kind === 'unavailable') return outcome.kind;
  return 'not_allowed';
}
