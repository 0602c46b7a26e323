import { invalidRefreshToken, REFUSALS } from '../token-errors';
import { type GrantHandler, grant, refuse, requireFields } from './grant-handler';

/** The previous access token dies in the same step that makes the new one (oauth-and-tokens.md 2.4). */
export const refreshToken: GrantHandler = (state, client, form, now) => {
  const fields = requireFields(form, 'refresh_token');
  if (!fields.ok) return refuse(fields.refusal);
  const token = fields.values.refresh_token;
  const found = state.tokens.findRefresh(token, now);
  if (state.tokens.isOfClosedAccount(token)) return refuse(REFUSALS.userDeactivated);
  const { accessTokenSeconds, rotateRefreshTokens, deadRefreshTokenStatus } = state.settings.current;
  if (found?.clientId !== client.clientId) {
    return refuse(invalidRefreshToken(token, Number(deadRefreshTokenStatus)));
  }
  const made = state.tokens.refresh(found, now, accessTokenSeconds, rotateRefreshTokens);
  return grant({
    access: made.grant.access,
    refreshExpiresAt: made.grant.refreshExpiresAt,
    previousAccessToken: made.previousAccessToken,
    replacedRefreshToken: made.replacedRefreshToken,
  });
};
