import { accessLifeSeconds } from '#emulator/kernel/settings/oauth';
import type { EmulatorState } from '#emulator/kernel/state';
import { type GrantHandler, grant, refuse, requireFields } from './grant-handler';
import { invalidRefreshToken } from './token-errors';

/** The previous access token dies in the same step that makes the new one (docs/wise.md 2.4). */
export const refreshToken: GrantHandler = (state, client, form, now) => {
  const fields = requireFields(form, 'refresh_token');
  if (!fields.ok) return refuse(fields.refusal);
  const token = fields.values.refresh_token;
  const found = state.tokens.findRefresh(token, now);
  if (found?.clientId !== client.clientId) {
    const why = found ? undefined : state.tokens.endingOf(token, now);
    if (why === 'rotated') endFamily(state, client.clientId, token);
    return refuse(invalidRefreshToken(token, why, state.settings.current));
  }
  const { current } = state.settings;
  const made = state.tokens.refresh(found, now, accessLifeSeconds(current), current.rotateRefreshTokens);
  return grant({
    access: made.grant.access,
    refreshExpiresAt: made.grant.refreshExpiresAt,
    previousAccessToken: made.previousAccessToken,
    replacedRefreshToken: made.replacedRefreshToken,
  });
};

/** RFC 9700 section 4.14.2: either the client or a thief holds a token that was used before, so nobody keeps anything. */
function endFamily(state: EmulatorState, clientId: string, rotated: string): void {
  const family = state.tokens.familyOf(rotated);
  if (family?.clientId !== clientId || !state.settings.current.reuseEndsGrant) return;
  state.tokens.end((grant) => grant === family, 'reused');
}
