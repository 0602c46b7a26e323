import type { EmulatorState } from '#emulator/kernel/state';
import type { ProfileState } from '#emulator/kernel/store/events/money-events';

/**
 * Wise restricts the profiles of a user, closes them, or lets them do all again. What a restricted one may do is not
 * enforced here: it is told alone. A closed one loses its tokens (docs/wise.md 12.5). Returns how many grants died.
 */
export function changeProfiles(
  { people, tokens, log, clock }: EmulatorState,
  userId: string,
  profileState: ProfileState,
): number {
  const ids = (people.find(userId)?.profiles ?? []).map(({ id }) => id);
  const isOver = profileState === 'DEACTIVATED';
  const grants = isOver ? tokens.end((grant) => grant.userId === userId, 'deactivated') : 0;
  for (const profileId of ids)
    log.append({ type: 'profile.state_changed', userId, profileId, state: profileState }, clock.now());
  return grants;
}
