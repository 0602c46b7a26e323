import type { Answer } from '#emulator/kernel/http/answer';
import { forbidden, type UserToken } from '#emulator/kernel/http/bearer';
import type { WiseCall } from '#emulator/kernel/routes/wise-route';
import type { EmulatorState } from '#emulator/kernel/state';
import type { WiseProfile, WiseUser } from '#emulator/kernel/store/people/types';
import { seedProfile } from './seed-profile';

export type Owner = { user: WiseUser; profile: WiseProfile };

/**
 * The profile, if the token opens it: the granted one; or any of its user, where nobody chose one (a personal token, or
 * a user whom the partner made).
 */
export function grantedProfile(
  state: EmulatorState,
  { userId, profileId }: UserToken,
  asked: string,
): WiseProfile | undefined {
  return profileId === null || profileId === asked ? state.people.profileOf(userId, asked) : undefined;
}

/**
 * Lets a call through to the profile that was granted to its token, and to no other: not even to another one of the
 * same user (assumed: Wise documents no answer; 403 as `GET /v2/profiles/{id}`). `asked` undefined: the request names none.
 */
export function forGrantedProfile(
  state: EmulatorState,
  { token: { userId, profileId }, now }: Pick<WiseCall, 'token' | 'now'>,
  asked: string | undefined,
  answer: (owner: Owner) => Answer,
): Answer {
  const user = state.people.find(userId);
  const only = user?.profiles.length === 1 ? user.profiles[0]?.id : undefined;
  const chosen = profileId ?? asked ?? only;
  const profile = chosen === undefined ? undefined : state.people.profileOf(userId, chosen);
  if (!user || !profile || (asked ?? profile.id) !== profile.id) return forbidden();
  seedProfile(state, { user, profile }, now);
  return answer({ user, profile });
}
