import { accessLifeSeconds } from '#emulator/kernel/settings/oauth';
import type { EmulatorState } from '#emulator/kernel/state';
import type { Grant, GrantOwner } from '#emulator/kernel/store/token-types';
import { type GrantOutcome, grant } from './grant-handler';

/** Tokens for a user, by whichever grant type; what the new grant takes the place of dies by it (2.5). */
export function issueUserGrant(state: EmulatorState, owner: GrantOwner, now: number): GrantOutcome {
  const { current } = state.settings;
  const alsoReplaced = replaceOthers(state, owner, now);
  const lives = { accessSeconds: accessLifeSeconds(current), refreshSeconds: current.refreshTokenSeconds };
  const made = state.tokens.issueGrant(owner, now, lives);
  return grant({
    access: made.grant.access,
    refreshExpiresAt: made.grant.refreshExpiresAt,
    previousAccessToken: null,
    replacedRefreshToken: made.replacedRefreshToken ?? alsoReplaced,
  });
}

/**
 * A grant for a profile replaces the one that had none (of a registration code, or of a user without profiles), and by
 * a setting those of other profiles too. Their access tokens live on. Returns one that died.
 */
function replaceOthers(state: EmulatorState, owner: GrantOwner, now: number): string | null {
  const { secondProfile } = state.settings.current;
  const isReplaced = ({ clientId, userId, profileId }: Grant) =>
    clientId === owner.clientId &&
    userId === owner.userId &&
    profileId !== owner.profileId &&
    (profileId === null || secondProfile === 'instead');
  const [first] = state.tokens.grantsOf(owner.userId, now).filter(isReplaced);
  if (first) state.tokens.end(isReplaced, 'replaced', { accessOutlives: true });
  return first?.refreshToken ?? null;
}
